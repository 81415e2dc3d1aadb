/**
 * An outside process: a plain program at the other end of one connection, on the runtime's own sockets
 * (app/shared/calls/outside.ts). It reads only on request, so bytes wait in the system as they would
 * for any program that is busy with something else.
 */
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { errorNumber } from '../../app/shared/calls/errors.ts';
import { ok, type Outcome, type ResolvedArgs, type ResolvedValue } from '../../app/shared/calls/types.ts';
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';

const READ_TIMEOUT_MS = 2000;

export class Outside {
  readonly #rules: Rules;
  #server: Server | null = null;
  #socket: Socket | null = null;
  #chunks: Buffer[] = [];
  #ended = false;
  #failure: Error | null = null;
  /** Called after every event that a waiting verb can be waiting for. */
  #news: (() => void)[] = [];

  /** @param rules the platform whose error names it uses. */
  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Performs one verb; every failure is an outcome. */
  async perform(verb: string, args: ResolvedArgs): Promise<Outcome> {
    switch (verb) {
      case 'listens': return this.#listens();
      case 'connects': return this.#connects(text(args['to']));
      case 'sends': return this.#sends(Buffer.from(text(args['data']), 'latin1'));
      case 'reads': return this.#reads(typeof args['timeout'] === 'number' ? args['timeout'] : READ_TIMEOUT_MS);
      case 'closes': return this.#closes();
      default: return { kind: 'refused', reason: `An outside process knows no "${verb}"` };
    }
  }

  #listens(): Promise<Outcome> {
    return new Promise((resolve) => {
      // allowHalfOpen: the program decides when it answers a FIN, not the runtime.
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
        server.close();
        this.#server = null;
        this.#take(socket);
      });
      server.on('error', (error) => { resolve(this.#error(error)); });
      server.listen(0, '127.0.0.1', () => {
        this.#server = server;
        resolve(ok({ address: `127.0.0.1:${(server.address() as AddressInfo).port}` }));
      });
    });
  }

  #connects(to: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const where = target(to);
      if (!where) {
        resolve({ kind: 'refused', reason: `"${to}" is no address with a port, and this system's other names are not for scenarios` });
        return;
      }
      const socket = connect({ ...where, allowHalfOpen: true });
      // Before the connection, or the runtime starts reading immediately.
      socket.pause();
      this.#take(socket);
      socket.once('connect', () => { resolve(ok()); });
      socket.once('error', (error) => { resolve(this.#error(error)); });
    });
  }

  async #sends(data: Buffer): Promise<Outcome> {
    await this.#until(() => this.#socket !== null, READ_TIMEOUT_MS);
    const socket = this.#socket;
    if (!socket) return NOT_CONNECTED;
    return new Promise((resolve) => {
      socket.write(data, (error) => { resolve(error ? this.#error(error) : ok({ number: data.length })); });
    });
  }

  /** Returns bytes before the end and before a reset, each in a separate verb, as recv would. */
  async #reads(timeout: number): Promise<Outcome> {
    const start = performance.now();
    await this.#until(() => this.#socket !== null, timeout);
    const socket = this.#socket;
    if (!socket) return this.#server ? ok({ data: '', ended: false }) : NOT_CONNECTED;
    const something = () => this.#chunks.length > 0 || this.#ended || this.#failure !== null;
    if (!something()) {
      socket.resume();
      await this.#until(something, Math.max(0, timeout - (performance.now() - start)));
      socket.pause();
    }
    if (this.#chunks.length > 0) {
      const data = byteStringOf(Buffer.concat(this.#chunks.splice(0)));
      return ok({ data, ended: false });
    }
    if (this.#failure) return this.#error(this.#failure);
    return ok({ data: '', ended: this.#ended });
  }

  #closes(): Promise<Outcome> {
    this.#server?.close();
    this.#server = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket || socket.destroyed) return Promise.resolve(ok());
    return new Promise((resolve) => {
      socket.once('close', () => { resolve(ok()); });
      socket.destroy();
    });
  }

  #take(socket: Socket): void {
    this.#socket = socket;
    [this.#chunks, this.#ended, this.#failure] = [[], false, null];
    // Immediately, not after Nagle's delay: the next step can check for these bytes.
    socket.setNoDelay(true);
    socket.on('data', (chunk) => { this.#chunks.push(chunk); this.#tell(); });
    socket.on('end', () => { this.#ended = true; this.#tell(); });
    socket.on('error', (error) => { this.#failure = error; this.#tell(); });
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#news) listener();
  }

  #until(holds: () => boolean, timeout: number): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#news = this.#news.filter((listener) => listener !== look);
        resolve();
      };
      const look = () => { if (holds()) done(); };
      const timer = setTimeout(done, timeout);
      this.#news.push(look);
    });
  }

  /** The runtime's "ECONNRESET" by its platform name and number: WSAECONNRESET 10054 or ECONNRESET 104. */
  #error(error: NodeJS.ErrnoException): Outcome {
    const code = error.code ?? error.message;
    const name = this.#rules === 'winsock' ? `WSA${code}` : code;
    return { kind: 'error', name, number: errorNumber(this.#rules, name) ?? 0 };
  }
}

const NOT_CONNECTED: Outcome = { kind: 'refused', reason: 'It has no connection: it must connect first, or be connected to' };

const text = (value: ResolvedValue | undefined): string => (typeof value === 'string' ? value : '');

/** On Windows the runtime treats any path as a named pipe, so paths are refused there. */
function target(to: string): NetConnectOpts | null {
  if (/^[/@]/.test(to)) return process.platform === 'win32' ? null : { path: to.startsWith('@') ? `\0${to.slice(1)}` : to };
  const [, host = '', port = '0'] = /^\[?([\d.a-f:]+)\]?:(\d+)$/i.exec(to) ?? [];
  return host === '' ? null : { host, port: Number(port) };
}
