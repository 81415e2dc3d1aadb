import type { Socket } from 'node:net';

/** No message of a session comes near this; whoever announces more speaks another protocol. */
const FRAME_LIMIT = 64 << 20;

/** JSON values, with byte arrays among them, over a stream: each behind its length in bytes (4 bytes, little-endian). */
export class Wire {
  readonly #socket: Socket;
  #got: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, onMessage: (message: unknown) => void) {
    this.#socket = socket;
    socket.setNoDelay(true);
    // 'close' follows and says it.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#got = this.#got.length === 0 ? chunk : Buffer.concat([this.#got, chunk]);
      try {
        for (let message = this.#next(); message !== undefined; message = this.#next()) onMessage(message.value);
      } catch {
        socket.destroy();
      }
    });
  }

  send(message: unknown): void {
    if (this.#socket.destroyed) return;
    const text = Buffer.from(JSON.stringify(message, bytesOut), 'utf8');
    const header = Buffer.alloc(4);
    header.writeUInt32LE(text.length, 0);
    this.#socket.write(Buffer.concat([header, text]));
  }

  onEnd(callback: () => void): void {
    this.#socket.once('close', callback);
  }

  end(): void {
    this.#socket.destroy();
  }

  #next(): { value: unknown } | undefined {
    if (this.#got.length < 4) return undefined;
    const length = this.#got.readUInt32LE(0);
    if (length > FRAME_LIMIT) throw new RangeError(`A frame of ${length} bytes`);
    if (this.#got.length < 4 + length) return undefined;
    const value: unknown = JSON.parse(this.#got.toString('utf8', 4, 4 + length), bytesIn);
    this.#got = this.#got.subarray(4 + length);
    return { value };
  }
}

const BYTES = '$bytes';

const bytesOut = (_key: string, value: unknown): unknown =>
  (value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString('base64') } : value);

function bytesIn(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES in value)) return value;
  return Uint8Array.from(Buffer.from(String(value[BYTES]), 'base64'));
}
