/** Pieces on their way to the host, each after its length in 32 bits: numbers and bytes in memory that is used again and again. */
const [ROOM, LENGTH] = [1 << 17, 4];
/** In place of a length: no bytes. */
const NOTHING = 0xffff_ffff;

export class Frames {
  #bytes = new Uint8Array(ROOM);
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  /** Bytes that wait. */
  size = 0;

  begin(): void {
    this.#start = this.size;
    this.#size(LENGTH);
  }

  end(): void {
    this.#view.setUint32(this.#start, this.size - this.#start - LENGTH, true);
  }

  whole(bytes: Uint8Array): void {
    this.begin();
    this.raw(bytes);
    this.end();
  }

  u32(value: number): void {
    const at = this.#size(4);
    this.#view.setUint32(at, value, true);
  }

  f64(value: number): void {
    const at = this.#size(8);
    this.#view.setFloat64(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.#size(8);
    this.#view.setBigUint64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#size(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Bytes with their length. */
  piece(bytes: Uint8Array | null): void {
    this.u32(bytes?.length ?? NOTHING);
    if (bytes) this.raw(bytes);
  }

  /** What waits; it is gone with the next frame. */
  take(): Uint8Array {
    const { size } = this;
    this.size = 0;
    return this.#bytes.subarray(0, size);
  }

  /** Returns where this many bytes begin. */
  #size(length: number): number {
    const at = this.size;
    this.size += length;
    if (this.size > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.size);
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

/** Gives each whole frame to `take`. Returns the bytes of all of them: the rest is the beginning of the next one. */
export function eachFrame(bytes: Uint8Array, take: (frame: Uint8Array) => void): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + LENGTH <= bytes.length) {
    const end = at + LENGTH + view.getUint32(at, true);
    if (end > bytes.length) break;
    take(bytes.subarray(at + LENGTH, end));
    at = end;
  }
  return at;
}

/** Reads a frame in the order in which it was written. */
export class FrameReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(frame: Uint8Array) {
    this.#bytes = frame;
    this.#view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  }

  u32(): number {
    return this.#view.getUint32((this.#at += 4) - 4, true);
  }

  f64(): number {
    return this.#view.getFloat64((this.#at += 8) - 8, true);
  }

  u64(): bigint {
    return this.#view.getBigUint64((this.#at += 8) - 8, true);
  }

  piece(): Uint8Array | null {
    const length = this.u32();
    return length === NOTHING ? null : this.#bytes.subarray(this.#at, this.#at += length);
  }
}
