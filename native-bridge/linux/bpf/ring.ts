/** Copies records out of a ring of the kernel; Documentation/bpf/ringbuf.rst. */
import { eachRecord } from '../../../app/shared/recording/bpf/records.ts';
import { addressOf, libcCall } from '../bindings.ts';

const [PAGE, READ, READ_WRITE, SHARED] = [4096, 1, 3, 1];

export class Ring {
  readonly #bytes: number;
  /** Consumer's page; the producer's page and the data, which are mapped twice in a row. */
  readonly #mine: number;
  readonly #theirs: number;
  readonly #position = Buffer.from(new ArrayBuffer(256));
  readonly #copy: Buffer;
  #consumed = 0n;

  /** `bytes`: a power of two, as the ring was made. @throws Error if it cannot be mapped. */
  constructor(descriptor: number, bytes: number) {
    this.#bytes = bytes;
    this.#copy = Buffer.from(new ArrayBuffer(bytes));
    const map = libcCall('intptr_t mmap(intptr_t address, size_t length, int protection, int flags, int fd, long offset)');
    this.#mine = Number(map(0, PAGE, READ_WRITE, SHARED, descriptor, 0));
    this.#theirs = Number(map(0, PAGE + 2 * bytes, READ, SHARED, descriptor, PAGE));
    if (this.#mine <= 0 || this.#theirs <= 0) throw new Error('The kernel\'s ring cannot be mapped');
  }

  /** Complete records since the last time, with their ring headers; valid until the next time. */
  take(): Buffer {
    copy(addressOf(this.#position), this.#theirs, 8);
    const waiting = Number(this.#position.readBigUInt64LE() - this.#consumed);
    if (waiting === 0) return this.#copy.subarray(0, 0);
    const from = this.#theirs + PAGE + Number(this.#consumed % BigInt(this.#bytes));
    copy(addressOf(this.#copy), from, waiting);
    const end = eachRecord(this.#copy, waiting);
    // A header can have become complete after its record was copied.
    copy(addressOf(this.#copy), from, end);
    return this.#copy.subarray(0, end);
  }

  /** The kernel can use the room of what was taken. */
  release(bytes: number): void {
    this.#consumed += BigInt(bytes);
    this.#position.writeBigUInt64LE(this.#consumed);
    copy(this.#mine, addressOf(this.#position), 8);
  }
}

function copy(to: number | bigint, from: number | bigint, bytes: number): void {
  libcCall('intptr_t memcpy(intptr_t to, intptr_t from, size_t bytes)')(to, from, bytes);
}
