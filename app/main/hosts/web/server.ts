/** The web host: the page over HTTP and its requests over one WebSocket, on loopback, behind a token. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { HostedService } from '../gate.ts';
import { GRACE_MS } from '../leftovers.ts';
import { Client } from './client.ts';
import { Credentials } from './credentials.ts';
import { MAX_FRAME_BYTES } from './frames.ts';
import { route } from './http-routes.ts';
import { Resume } from './resume.ts';
import type { Seat } from './seat.ts';
import { Seats } from './seats.ts';

export interface WebHostOptions {
  service: HostedService;
  /** More than one user at a time. Each has services of their own; those of the first are `service`. */
  users?: { most: number; serviceFor: (seat: number) => HostedService };
  /** Lets pages that are still open take up again when the host is started anew on this port. */
  resume?: { file: string; port: number };
  /** Folder of the built page. */
  rendererDir: string;
  /** 0, the default, lets the system choose. */
  port?: number;
  /** Milliseconds that the sessions of a page outlive it, should it come back. */
  graceMs?: number;
  /** Called once, when no page has been connected for so many milliseconds. */
  idle?: { afterMs: number; onIdle: () => void };
}

export interface WebHost {
  /** Address for the browser. The token stands behind the #, which browsers keep to themselves. */
  url: string;
  /** Ends connections and sessions. The service belongs to the caller and lives on. */
  close(): Promise<void>;
}

/** Starts to listen, on 127.0.0.1 and nowhere else. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { service, rendererDir } = options;
  const server = createServer();
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  const most = options.users?.most ?? 1;
  // Before anybody can ask.
  const resume = options.resume ? await Resume.open(options.resume.file, options.resume.port, most) : null;
  const port = await listen(server, options.resume?.port ?? options.port ?? 0);
  const credentials = new Credentials(port);
  const seats = new Seats({
    most, graceMs: options.graceMs ?? GRACE_MS, credentials,
    serviceFor: (seat) => (seat === 1 || !options.users ? service : options.users.serviceFor(seat)),
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });

  server.on('request', (request, response) => {
    // What breaks here is the connection, and with it the one request.
    route(request, response, { rendererDir, credentials, seats, resume }).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const seat = seatOrRefusal(request, credentials, seats);
    if ('status' in seat) return turnAway(socket, seat);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      sockets.emit('connection', opened, request);
      const client = new Client(opened, seat.service, (gone) => seat.left(gone), (session) => seat.attached(session));
      seat.take(client);
      if (resume) client.tellResume(resume.keyOf(seat.number));
    });
  });
  const idle = options.idle && whenIdle(sockets, options.idle);

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

/** Waits from now on, and anew whenever the last page has left. */
function whenIdle(sockets: WebSocketServer, { afterMs, onIdle }: NonNullable<WebHostOptions['idle']>): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const wait = () => {
    stop();
    timer = setTimeout(onIdle, afterMs);
  };
  sockets.on('connection', (socket) => {
    stop();
    // `ws` takes a socket off the list before it tells of its end.
    socket.on('close', () => { if (sockets.clients.size === 0) wait(); });
  });
  wait();
  return { stop };
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

/** The seat of who asks for a WebSocket, or status line and reason with which it is turned away. */
function seatOrRefusal(request: IncomingMessage, credentials: Credentials, seats: Seats): Seat | Refusal {
  const { headers } = request;
  const host = credentials.foreignHost(headers);
  if (host !== null) return { status: '421 Misdirected Request', reason: host };
  if (request.url !== '/ws') return { status: '404 Not Found', reason: 'The WebSocket is at /ws' };
  const origin = credentials.foreignOrigin(headers);
  if (origin !== null) return { status: '403 Forbidden', reason: origin };
  return seats.of(headers) ?? { status: '401 Unauthorized', reason: 'Log in with the printed address first' };
}

function turnAway(socket: Duplex, { status, reason }: Refusal): void {
  const body = `${reason}.\n`;
  const lines = [`HTTP/1.1 ${status}`, 'connection: close', 'content-type: text/plain; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
