/** HTTP serves the files of the page to every process on this machine. Everything else uses the WebSocket. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readPageFile } from '../page-files.ts';
import type { Credentials } from './credentials.ts';

export interface RouteOptions {
  rendererDir: string;
  credentials: Credentials;
}

/** Answers one HTTP request. */
export async function route(request: IncomingMessage, response: ServerResponse, { rendererDir, credentials }: RouteOptions): Promise<void> {
  const foreign = credentials.foreignHost(request.headers);
  if (foreign !== null) return say(response, 421, foreign);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return say(response, 405, 'Only GET and HEAD are supported', { allow: 'GET, HEAD', connection: 'close' });
  }
  // The rest of the request is not read.
  if ('content-length' in request.headers || 'transfer-encoding' in request.headers) {
    return say(response, 413, 'Requests must not have a body', { connection: 'close' });
  }
  const pathname = (request.url ?? '/').split(/[?#]/, 1)[0]!;
  const file = await readPageFile(rendererDir, pathname);
  if (file === null) return say(response, 404, 'File not found');
  response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

function say(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(`${text}.\n`);
}
