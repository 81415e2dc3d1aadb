/** What HTTP offers: the files of the page to anybody on this machine, and the ways to log in. All else is a WebSocket's. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readPageFile } from '../page-files.ts';
import type { Credentials } from './credentials.ts';
import type { Resume } from './resume.ts';
import type { Seats } from './seats.ts';

const BODY_BYTES = 1024;

export interface RouteOptions {
  rendererDir: string;
  credentials: Credentials;
  seats: Seats;
  /** Absent where a page is not to take up again after a restart. */
  resume: Resume | null;
}

/** Answers one HTTP request. */
export async function route(request: IncomingMessage, response: ServerResponse, options: RouteOptions): Promise<void> {
  const { credentials, seats } = options;
  const foreign = credentials.foreignHost(request.headers);
  if (foreign !== null) return say(response, 421, foreign);
  const pathname = (request.url ?? '/').split(/[?#]/, 1)[0]!;
  if (pathname === '/login' || pathname === '/resume') {
    const body = await posted(request, response, credentials);
    if (body === null) return;
    return pathname === '/login' ? login(request, response, options, body.value) : takeUp(request, response, options, body.value);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Only GET and HEAD', { allow: 'GET, HEAD' });
  const file = await readPageFile(options.rendererDir, pathname);
  if (file === null) return say(response, 404, 'There is no such file');
  const isPage = file.headers['content-type']?.startsWith('text/html') === true;
  if (isPage) seats.of(request.headers)?.pageLoaded();
  response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

/** The token for the cookie of a seat. */
function login(request: IncomingMessage, response: ServerResponse, { credentials, seats, resume }: RouteOptions, said: unknown): void {
  const token = typeof said === 'object' && said !== null && 'token' in said ? said.token : undefined;
  if (!credentials.tokenFits(token)) return say(response, 403, 'The token is not the one that was printed');
  const seat = seats.admit(request.headers);
  if (!seat) return say(response, 409, 'Every seat is taken');
  resume?.forget(seat.number);
  seat.pageLoaded();
  response.writeHead(204, { 'set-cookie': credentials.setCookie(seat.secret), 'cache-control': 'no-store' });
  response.end();
}

/**
 * A page whose connection broke. With a key, both sides prove that they know it, and it gets a new cookie if the host was
 * started anew meanwhile; without one it is told whether its cookie is good.
 */
function takeUp(request: IncomingMessage, response: ServerResponse, { credentials, seats, resume }: RouteOptions, said: unknown): void {
  const own = seats.of(request.headers);
  const answer = resume?.answer(said) ?? null;
  if (!answer) return own ? json(response, {}) : say(response, 403, 'This page is not known here; open the address that was printed last');
  if (!('seat' in answer)) return json(response, answer);
  if (own?.number === answer.seat) return json(response, { restarted: false });
  const seat = seats.given(answer.seat);
  seat.pageLoaded();
  json(response, { restarted: true }, { 'set-cookie': credentials.setCookie(seat.secret) });
}

function json(response: ServerResponse, value: object, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}

/** The JSON that our own page posts (undefined where it is none), or null when the request was turned away. */
async function posted(request: IncomingMessage, response: ServerResponse, credentials: Credentials): Promise<{ value: unknown } | null> {
  const turnedAway = (status: number, text: string, headers?: Record<string, string>) => {
    say(response, status, text, headers);
    return null;
  };
  if (request.method !== 'POST') return turnedAway(405, 'Only POST', { allow: 'POST' });
  const foreign = credentials.foreignOrigin(request.headers);
  if (foreign !== null) return turnedAway(403, foreign);
  // A form of another page cannot send JSON without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return turnedAway(415, 'The login is JSON');
  const body = await readBody(request);
  if (body === null) return turnedAway(413, 'The login is longer than a token', { connection: 'close' });
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return { value: undefined };
  }
}

/** The body as text, or null when it is longer than a login can be; what is too long is not read on. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES) return null;
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
