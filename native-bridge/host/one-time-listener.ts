/** A loopback endpoint through which exactly one process, created by a peer, can connect. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { PeerHello } from '../channel/protocol.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { endProcess } from './known-processes.ts';
import type { PeerProcess } from './launcher.ts';
import { HELLO_LIMIT, Wire } from '../channel/wire.ts';

/** Time limit in milliseconds for a running created process to connect. */
const ARRIVAL_LIMIT_MS = 20_000;

export class OneTimeListener {
  readonly port: number;
  readonly token: string;
  readonly #server: Server;
  readonly #arrival: Promise<Caller>;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.token = token;
    this.port = (server.address() as AddressInfo).port;
    this.#arrival = new Promise((resolve) => {
      server.on('connection', (socket) => { hear(socket, token, resolve); });
    });
  }

  static async open(): Promise<OneTimeListener> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new OneTimeListener(server, randomBytes(32).toString('hex'));
  }

  /** Waits for the process to connect, then closes the endpoint. @throws Error if it does not connect within 20 s. */
  async enter(known: KnownProcess): Promise<PeerProcess> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`The created process ${known.pid} did not call back in ${ARRIVAL_LIMIT_MS / 1000} s`)); }, ARRIVAL_LIMIT_MS);
    });
    try {
      return (await Promise.race([this.#arrival, late])).as(known);
    } finally {
      clearTimeout(timer);
      this.close();
    }
  }

  close(): void {
    this.#server.close();
  }
}

/** The connection of a process that sent the token. */
class Caller {
  readonly #wire: Wire;
  #listener: (message: unknown) => void = () => {};

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  receive(message: unknown): void {
    this.#listener(message);
  }

  /** Not a child of this process, so its exit is noticed by the end of its connection. */
  as(known: KnownProcess): PeerProcess {
    return {
      pid: known.pid,
      send: (message) => { this.#wire.send(message); },
      onMessage: (callback) => { this.#listener = callback; },
      onExit: (callback) => {
        this.#wire.onEnd(() => {
          callback(this.#wire.fault === null ? 'its connection has ended' : `it was ended: ${this.#wire.fault}`); }); },
      kill: () => { endProcess(known); },
    };
  }
}

function hear(socket: Socket, token: string, arrived: (caller: Caller) => void): void {
  let caller: Caller | null = null;
  const wire: Wire = new Wire(socket, (message) => {
    if (caller) {
      caller.receive(message);
      return;
    }
    const hello = message as Partial<PeerHello> | null;
    if (hello?.kind !== 'peer' || !sameToken(hello.token, token)) {
      socket.destroy();
      return;
    }
    caller = new Caller(wire);
    wire.limit();
    arrived(caller);
  });
  wire.limit(HELLO_LIMIT);
}

function sameToken(said: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(said)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
