/** The carriers between two processes: a pipe and a file. `ipc` is the host's channel. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { decodeFrame, encodeFrame } from './frame.ts';
import { CARRY_LIMIT_MS, type Payload } from '../channel/protocol.ts';
import { PAYLOAD_LIMIT } from './blob-store.ts';

const secret = (): string => randomBytes(16).toString('hex');

/** A pipe that accepts one frame and then closes: a named pipe on Windows, else a unix socket. */
export class Inbox {
  readonly address: string;
  readonly arrived: Promise<Payload>;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #settle: { resolve(payload: Payload): void; reject(why: Error): void } = { resolve: () => {}, reject: () => {} };

  /** @param folder private to the session (0700); named pipes have no folder, and get an unguessable name. */
  constructor(folder: string) {
    this.address = process.platform === 'win32' ? `\\\\.\\pipe\\handoff-${secret()}` : join(folder, `${secret().slice(0, 12)}.pipe`);
    this.arrived = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
    // The waiting caller receives the rejection; one that comes earlier must not end the process.
    this.arrived.catch(() => {});
    this.#server = createServer((connection) => { this.#take(connection); });
    this.#server.on('error', (error) => { this.abandon(error); });
    this.#timer = setTimeout(() => { this.abandon(new Error(`Nothing arrived through the pipe in ${CARRY_LIMIT_MS} ms`)); },
      CARRY_LIMIT_MS);
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(this.address), 'listening');
  }

  /** Closes the pipe and all its connections; a waiting caller receives `why`. Can be called twice. */
  abandon(why: Error): void {
    clearTimeout(this.#timer);
    this.#settle.reject(why);
    for (const connection of this.#connections) connection.destroy();
    // Closing a unix socket's server also removes its path.
    this.#server.close();
  }

  #take(connection: Socket): void {
    this.#connections.add(connection);
    let got = Buffer.alloc(0);
    connection.on('error', () => { connection.destroy(); });
    connection.on('close', () => { this.#connections.delete(connection); });
    connection.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      try {
        const payload = decodeFrame(got);
        if (!payload) return;
        this.#settle.resolve(payload);
        this.abandon(new Error('The pipe has done its work'));
      } catch (error) {
        this.abandon(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }
}

/** Connects to another process's inbox and writes one frame; resolves when it has been delivered. */
export function post(address: string, payload: Payload): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = connect(address);
    connection.setTimeout(CARRY_LIMIT_MS, () => { connection.destroy(new Error(`The pipe took nothing in ${CARRY_LIMIT_MS} ms`)); });
    connection.on('error', reject);
    connection.on('close', () => { resolve(); });
    connection.on('connect', () => { connection.end(encodeFrame(payload)); });
    connection.resume();
  });
}

/** Writes the payload to a new file that only this user can read, under a random name. */
export async function writePayload(folder: string, payload: Payload): Promise<string> {
  const path = join(folder, `${secret()}.handoff`);
  await writeFile(path, encodeFrame(payload), { mode: 0o600, flag: 'wx' });
  return path;
}

/** Reads such a file and removes it, whatever it contains. @throws Error if it is not exactly one frame. */
export async function readPayload(path: string): Promise<Payload> {
  try {
    const { size } = await stat(path);
    if (size > PAYLOAD_LIMIT + 5) throw new Error(`${size} bytes are longer than any payload`);
    const payload = decodeFrame(await readFile(path));
    if (!payload) throw new Error('The file ends before its payload does');
    return payload;
  } finally {
    await rm(path, { force: true });
  }
}
