/** The app's scheme: serves the page's files from the renderer folder with their policy, and nothing else. */
import { protocol } from 'electron';
import { PAGE_HEADERS } from '../csp.ts';
import { readPageFile } from '../page-files.ts';
import { PAGE_HOST, SCHEME } from './origin.ts';

/** Gives the scheme its own origin. Must be called before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

export function serveScheme(rendererDir: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.host !== PAGE_HOST) return nothing(400);
    const file = await readPageFile(rendererDir, url.pathname);
    return file === null ? nothing(404) : new Response(new Uint8Array(file.body), { headers: file.headers });
  });
}

function nothing(status: number): Response {
  return new Response(null, { status, headers: { ...PAGE_HEADERS } });
}
