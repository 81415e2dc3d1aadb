import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** No message of a session comes near this; whoever announces more speaks another protocol. */
const FRAME_LIMIT = 64 << 20;
const HEADER = 4;
/** Bytes read at once; few messages are longer. */
const READ_ROOM = 1 << 16;

/** JSON values over a stream: each behind its length in bytes (4 bytes, little-endian). */
export class Wire {
  readonly #socket: Socket;
  readonly #onMessage: (message: unknown) => void;
  #got: Buffer = Buffer.alloc(0);

  /** @param read false where the bytes are given to `take` by somebody else. */
  constructor(socket: Socket, onMessage: (message: unknown) => void, read = true) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.setNoDelay(true);
    // 'close' follows and says it.
    socket.on('error', () => {});
    if (read) socket.on('data', (chunk: Buffer) => { this.#take(chunk); });
  }

  /** Over a connected socket of this process, by its number. It is the wire's from now on, and read into one buffer. */
  static over(fd: number, onMessage: (message: unknown) => void): Wire {
    const buffer = Buffer.alloc(READ_ROOM);
    const onread = {
      buffer,
      callback: (length: number): boolean => {
        wire.#take(buffer.subarray(0, length));
        // What is left over must not be overwritten by the next bytes.
        if (wire.#got.length > 0) wire.#got = Buffer.from(wire.#got);
        return true;
      },
    };
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { fd, readable: true, writable: true, onread };
    const wire = new Wire(new Socket(options), onMessage, false);
    return wire;
  }

  send(message: unknown): void {
    if (this.#socket.destroyed) return;
    const text = JSON.stringify(message);
    const length = Buffer.byteLength(text);
    const frame = Buffer.allocUnsafe(HEADER + length);
    frame.writeUInt32LE(length, 0);
    frame.write(text, HEADER);
    this.#socket.write(frame);
  }

  onEnd(callback: () => void): void {
    this.#socket.once('close', callback);
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#got = this.#got.length === 0 ? chunk : Buffer.concat([this.#got, chunk]);
    try {
      for (let message = this.#next(); message !== undefined; message = this.#next()) this.#onMessage(message.value);
    } catch {
      this.#socket.destroy();
    }
  }

  #next(): { value: unknown } | undefined {
    if (this.#got.length < HEADER) return undefined;
    const length = this.#got.readUInt32LE(0);
    if (length > FRAME_LIMIT) throw new RangeError(`A frame of ${length} bytes`);
    const end = HEADER + length;
    if (this.#got.length < end) return undefined;
    const value: unknown = JSON.parse(this.#got.toString('utf8', HEADER, end));
    this.#got = this.#got.subarray(end);
    return { value };
  }
}
