/** The web host: the page over HTTP and its requests over one WebSocket, on loopback, behind a token. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CLOSE, TOKEN_ID } from '../../../shared/contract/handshake.ts';
import { WEB_LIMITS, type WebLimits } from '../../../shared/base/limits.ts';
import type { HostedService } from '../gate.ts';
import { GRACE_MS } from '../orphaned-sessions.ts';
import { Client } from './client.ts';
import { Credentials } from './credentials.ts';
import { Door, type Proved } from './door.ts';
import { route } from './http-routes.ts';
import { newId } from './proofs.ts';
import { Resume } from './resume.ts';
import type { ClientSlot } from './client-slot.ts';
import { ClientSlots } from './client-slots.ts';

export interface WebHostOptions {
  service: HostedService;
  /** Maximum number of users at a time. Each has separate services; those of the first are `service`. */
  users?: { most: number; serviceFor: (seat: number) => HostedService };
  /** Lets open pages resume when the host restarts on this port. */
  resume?: { file: string; port: number };
  /** Folder of the built page. */
  rendererDir: string;
  /** 0, the default, lets the system choose. */
  port?: number;
  /** Grace period of sessions whose page is gone, in milliseconds. */
  graceMs?: number;
  /** Called once, when no page has been connected for that many milliseconds. */
  idle?: { afterMs: number; onIdle: () => void };
  /** Limits that differ from the defaults. */
  limits?: Partial<WebLimits>;
}

export interface WebHost {
  /** Address for the browser. The token follows the #, which browsers do not send. */
  url: string;
  /** Closes connections and sessions. The service belongs to the caller and stays open. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, and nowhere else. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { service, rendererDir } = options;
  const limits = { ...WEB_LIMITS, ...options.limits };
  const server = limited(limits);
  const most = options.users?.most ?? 1;
  // Before the first request.
  const resume = options.resume ? await Resume.open(options.resume.file, options.resume.port, most) : null;
  const port = await listen(server, options.resume?.port ?? options.port ?? 0);
  const credentials = new Credentials(port);
  const seats = new ClientSlots({
    most, graceMs: options.graceMs ?? GRACE_MS, displacedMs: limits.displacedMs, mostKeys: limits.keysPerSeat,
    serviceFor: (seat) => (seat === 1 || !options.users ? service : options.users.serviceFor(seat)),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const run = newId();
  const idle = options.idle && whenIdle(options.idle);
  const token = { id: TOKEN_ID, key: credentials.token };

  const door = new Door({
    origin: credentials.origin, limits,
    find: (id) => (id === TOKEN_ID ? token : seats.withKey(id)?.key ?? resume?.find(id) ?? null),
    onProved(socket, who) {
      const seat = seatOf(who, seats, resume);
      if (!seat) return socket.close(CLOSE.full, 'Every seat is taken');
      // A browser with a key of this run keeps it; one with the token or a key of a former run gets a new key.
      const secretId = seats.withKey(who.id) ? null : seat.letIn(who.secret());
      const client = connected(socket, seat, who.hello.tab);
      const tookOver = seat.take(client, who.hello.fresh);
      client.welcome({ run, secretId, resume: resume?.keyOf(seat.number) ?? null, tookOver });
    },
  });
  const connected = (socket: WebSocket, seat: ClientSlot, tab: string): Client => {
    idle?.came();
    return new Client(socket, {
      service: seat.service, limits, tab, onAttached: (session) => seat.attached(session),
      onGone(client) {
        seat.left(client);
        idle?.went();
      },
    });
  };

  server.on('request', (request, response) => {
    // A failure here ends only the connection, and with it the one request.
    route(request, response, { rendererDir, credentials }).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request, credentials, door);
    if (refusal) return turnAway(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (opened) => door.greet(opened, request.socket));
  });

  return {
    url: `${credentials.origin}/#token=${credentials.token}`,
    async close() {
      idle?.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([seats.end(), resume?.flush()]);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The seat for a page that has proved a key; null if all are in use. */
function seatOf({ id }: Proved, seats: ClientSlots, resume: Resume | null): ClientSlot | null {
  const own = seats.withKey(id)?.seat;
  if (own) return own;
  const former = resume?.find(id);
  if (former) return seats.given(former.seat);
  const seat = seats.admit();
  // After a login, the former user of the seat cannot resume.
  if (seat) resume?.forget(seat.number);
  return seat;
}

function limited(limits: WebLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes, headersTimeout: limits.headersMs, requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Interval of both checks; 30 s by default.
    connectionsCheckingInterval: Math.min(2000, limits.headersMs),
  });
  server.maxConnections = limits.connections;
  // A response that is not read holds its connection like a request that is not sent; `ws` removes this limit for its own connections.
  server.timeout = limits.requestMs;
  return server;
}

/** Starts the idle timer now, and again whenever the last page leaves. */
function whenIdle({ afterMs, onIdle }: NonNullable<WebHostOptions['idle']>): { came(): void; went(): void; stop(): void } {
  let timer = setTimeout(onIdle, afterMs);
  let pages = 0;
  let ended = false;
  return {
    stop() {
      ended = true;
      clearTimeout(timer);
    },
    came() {
      pages += 1;
      clearTimeout(timer);
    },
    went() {
      pages -= 1;
      if (pages === 0 && !ended) timer = setTimeout(onIdle, afterMs);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

interface Refusal { status: string; reason: string }

/** Status line and reason for refusing a WebSocket request, or null. */
function refusalOf(request: IncomingMessage, credentials: Credentials, door: Door): Refusal | null {
  const { headers } = request;
  const host = credentials.foreignHost(headers);
  if (host !== null) return { status: '421 Misdirected Request', reason: host };
  if (request.url !== '/ws') return { status: '404 Not Found', reason: 'The WebSocket is at /ws' };
  const origin = credentials.foreignOrigin(headers);
  if (origin !== null) return { status: '403 Forbidden', reason: origin };
  const busy = { status: '503 Service Unavailable', reason: 'Too many pages connect at this moment; try again in a few seconds' };
  return door.full ? busy : null;
}

function turnAway(socket: Duplex, { status, reason }: Refusal): void {
  const body = `${reason}.\n`;
  const lines = [`HTTP/1.1 ${status}`, 'connection: close', 'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
