import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { receiveNow, sendNow } from '../linux/socket-pair.ts';

/** Far above any message of a session; a frame that announces more belongs to another protocol. */
const FRAME_LIMIT = 64 << 20;
/** The limit of the first message, before the process has authenticated. */
export const HELLO_LIMIT = 4096;
/** Bytes with which a JSON value can begin. */
const JSON_STARTS: ReadonlySet<number> = new Set(Buffer.from('{["-0123456789tfn'));
const HEADER = 4;
/** Read buffer in bytes; few messages are longer. */
const READ_ROOM = 1 << 16;

/** A socket of this process: read into one buffer, and on Linux with direct system calls, which are faster than the runtime. */
interface Own {
  buffer: Buffer;
  /** Null if direct calls are not available. */
  fd: number | null;
}

/** JSON values over a stream, each preceded by its length in bytes (4 bytes, little-endian). */
export class Wire {
  readonly #socket: Socket;
  readonly #onMessage: (message: unknown) => void;
  readonly #own: Own | null;
  #got: Buffer = Buffer.alloc(0);
  /** Received pieces of an incomplete message, and their total length. */
  #more: Buffer[] = [];
  #moreLength = 0;
  #taking = false;
  #limit = FRAME_LIMIT;
  #fault: string | null = null;

  /** @param own the read buffer, if the socket does not deliver separate chunks. */
  constructor(socket: Socket, onMessage: (message: unknown) => void, own: Own | null = null) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    this.#own = own;
    socket.setNoDelay(true);
    // The 'close' event follows with the reason.
    socket.on('error', () => {});
    if (!own) socket.on('data', (chunk: Buffer) => { this.#take(chunk); });
  }

  /** Uses a connected socket or pipe of this process by its number. The wire owns it from now on. */
  static over(fd: number, onMessage: (message: unknown) => void): Wire {
    const buffer = Buffer.alloc(READ_ROOM);
    const onread: OnReadOpts = {
      buffer,
      callback: (length) => {
        wire.#take(buffer.subarray(0, length));
        return true;
      },
    };
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { fd, readable: true, writable: true, onread };
    const wire = new Wire(new Socket(options), onMessage, { buffer, fd: process.platform === 'linux' ? fd : null });
    return wire;
  }

  /** `written`: called when the message has left this process. */
  send(message: unknown, written?: () => void): void {
    if (this.#socket.destroyed) return;
    const text = JSON.stringify(message);
    const length = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(HEADER + length);
    frame.writeUInt32LE(length, 0);
    frame.write(text, HEADER);
    // Queued data first.
    const fd = this.#own?.fd ?? null;
    const sent = fd !== null && this.#socket.writableLength === 0 ? sendNow(fd, frame) : 0;
    if (sent < frame.length) this.#socket.write(frame.subarray(sent), written);
    else written?.();
  }

  /** Limits the length of received messages in bytes; a longer message closes the wire. */
  limit(bytes = FRAME_LIMIT): void {
    this.#limit = bytes;
  }

  /** Why this side closed the wire, if the received data was not a message. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Processes data that has already arrived, without waiting. */
  takeNow(): void {
    const { fd = null, buffer } = this.#own ?? {};
    if (fd === null || !buffer || this.#taking || this.#socket.destroyed) return;
    const length = receiveNow(fd, buffer);
    if (length > 0) this.#take(buffer.subarray(0, length));
  }

  onEnd(callback: () => void): void {
    this.#socket.once('close', callback);
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#fault !== null) return;
    this.#taking = true;
    try {
      if (!this.#gathered(chunk)) return;
      for (let message = this.#next(); message !== undefined; message = this.#next()) this.#onMessage(message.value);
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      this.#got = Buffer.alloc(0);
      this.#socket.destroy();
    } finally {
      this.#taking = false;
    }
    // The remaining bytes must not be overwritten by the next ones.
    if (this.#own && this.#got.length > 0) this.#got = Buffer.from(this.#got);
  }

  /** Appends the chunk; false while the message is incomplete. Pieces are joined once, not per chunk. */
  #gathered(chunk: Buffer): boolean {
    const waiting = this.#got.length + this.#moreLength;
    if (waiting === 0) {
      this.#got = chunk;
      return true;
    }
    this.#more.push(this.#own ? Buffer.from(chunk) : chunk);
    this.#moreLength += chunk.length;
    if (this.#got.length >= HEADER && waiting + chunk.length < HEADER + this.#got.readUInt32LE(0)) return false;
    this.#got = Buffer.concat([this.#got, ...this.#more]);
    [this.#more, this.#moreLength] = [[], 0];
    return true;
  }

  #next(): { value: unknown } | undefined {
    if (this.#got.length < HEADER) return undefined;
    const length = this.#got.readUInt32LE(0);
    if (length > this.#limit) throw new RangeError(`a message of ${length} bytes came over its channel; ${this.#limit} is the most`);
    // A frame that starts at the wrong place would never be complete.
    const first = this.#got[HEADER];
    if (first !== undefined && !JSON_STARTS.has(first)) throw new RangeError('what came over its channel is no message');
    const end = HEADER + length;
    if (this.#got.length < end) return undefined;
    const value = parsed(this.#got.toString('utf8', HEADER, end));
    this.#got = this.#got.subarray(end);
    return { value };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('what came over its channel is no message');
  }
}
