/** A loopback endpoint through which exactly one process can connect: the one that has the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { PeerAddress } from '../channel/protocol.ts';
import { HELLO_LIMIT, Wire } from '../channel/wire.ts';
import type { PeerProcess } from './launcher.ts';
import { inTime } from './limits.ts';

/** The first message of a connection. */
interface Hello {
  kind: string;
  token: string;
}

export class OneTimeListener {
  readonly address: PeerAddress;
  readonly #server: Server;
  readonly #arrival: Promise<Caller>;

  private constructor(server: Server, kind: string) {
    this.#server = server;
    this.address = { port: (server.address() as AddressInfo).port, token: randomBytes(32).toString('hex') };
    this.#arrival = new Promise((resolve) => {
      server.on('connection', (socket) => { hear(socket, { kind, token: this.address.token }, resolve); });
    });
  }

  /** @param kind of the hello that is accepted. */
  static async open(kind: string): Promise<OneTimeListener> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new OneTimeListener(server, kind);
  }

  /**
   * Waits at most `limit` milliseconds for the process to connect, then closes the endpoint.
   * @param hopeless rejects if the process cannot connect any more.
   * @throws Error with the text `late` if it does not connect in time, or the reason of `hopeless`.
   */
  async accept(limit: number, late: string, hopeless: Promise<never> = new Promise(() => {})): Promise<Caller> {
    try {
      return await inTime(Promise.race([this.#arrival, hopeless]), limit, (): never => { throw new Error(late); });
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#server.close();
  }
}

/** The connection of a process that sent the token. */
export class Caller {
  readonly hello: Hello;
  readonly wire: Wire;
  #listener: (message: unknown) => void = () => {};

  constructor(wire: Wire, hello: Hello) {
    this.wire = wire;
    this.hello = hello;
  }

  receive(message: unknown): void {
    this.#listener(message);
  }

  onMessage(callback: (message: unknown) => void): void {
    this.#listener = callback;
  }

  /** Calls back when the connection has ended, with the reason if what arrived was not a message. */
  onEnd(callback: (how: string) => void): void {
    this.wire.onEnd(() => { callback(this.wire.fault === null ? 'its connection has ended' : `it was ended: ${this.wire.fault}`); });
  }
}

/** A peer at the other end of a connection; it is not a child of this process. */
export const peerOver = (caller: Caller, { pid, onExit, kill }: Pick<PeerProcess, 'pid' | 'onExit' | 'kill'>): PeerProcess => ({
  pid, onExit, kill,
  send: (message) => { caller.wire.send(message); },
  onMessage: (callback) => { caller.onMessage(callback); },
});

/** Closes a connection whose first message is not the expected hello. */
function hear(socket: Socket, expected: Hello, arrived: (caller: Caller) => void): void {
  let caller: Caller | null = null;
  const wire: Wire = new Wire(socket, (message) => {
    if (caller) {
      caller.receive(message);
      return;
    }
    const hello = message as Partial<Hello> | null;
    if (hello?.kind !== expected.kind || !isToken(hello.token, expected.token)) {
      socket.destroy();
      return;
    }
    caller = new Caller(wire, hello as Hello);
    wire.limit();
    arrived(caller);
  });
  wire.limit(HELLO_LIMIT);
}

function isToken(said: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(said)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
