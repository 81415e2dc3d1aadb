/** What HTTP offers: the files of the page to anybody on this machine, and the login. All else is a WebSocket's. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readPageFile } from '../page-files.ts';
import type { Credentials } from './credentials.ts';

const LOGIN_BYTES = 1024;

export interface RouteOptions {
  rendererDir: string;
  credentials: Credentials;
  /** A page was loaded by someone who is, or just became, logged in. */
  onPageLoad: () => void;
}

/** Answers one HTTP request. */
export async function route(request: IncomingMessage, response: ServerResponse, options: RouteOptions): Promise<void> {
  const { credentials } = options;
  const foreign = credentials.foreignHost(request.headers);
  if (foreign !== null) return say(response, 421, foreign);
  const pathname = (request.url ?? '/').split(/[?#]/, 1)[0]!;
  if (pathname === '/login') return login(request, response, options);
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Only GET and HEAD', { allow: 'GET, HEAD' });
  const file = await readPageFile(options.rendererDir, pathname);
  if (file === null) return say(response, 404, 'There is no such file');
  const isPage = file.headers['content-type']?.startsWith('text/html') === true;
  if (isPage && credentials.loggedIn(request.headers)) options.onPageLoad();
  response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function login(request: IncomingMessage, response: ServerResponse, options: RouteOptions): Promise<void> {
  const { credentials } = options;
  if (request.method !== 'POST') return say(response, 405, 'Only POST', { allow: 'POST' });
  const foreign = credentials.foreignOrigin(request.headers);
  if (foreign !== null) return say(response, 403, foreign);
  // A form of another page cannot send JSON without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return say(response, 415, 'The login is JSON');
  const body = await readBody(request);
  if (body === null) return say(response, 413, 'The login is longer than a token', { connection: 'close' });
  if (!credentials.tokenFits(tokenOf(body))) return say(response, 403, 'The token is not the one that was printed');
  options.onPageLoad();
  response.writeHead(204, { 'set-cookie': credentials.setCookie(), 'cache-control': 'no-store' });
  response.end();
}

function tokenOf(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'token' in parsed ? parsed.token : undefined;
  } catch {
    return undefined;
  }
}

/** The body as text, or null when it is longer than a login can be; what is too long is not read on. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LOGIN_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
