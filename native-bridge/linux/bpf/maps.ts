/** Maps of the kernel; bpf(2). Keys are numbers of 32 bits. */
import { errorName } from '../../../app/shared/calls/errors.ts';
import { errno, walkCalls } from '../live/calls.ts';
import { type Pinned, pinned } from '../live/bytes.ts';
import { BpfRefused, bpf } from '../live/bpf/load.ts';

const COMMAND = { create: 0, lookup: 1, update: 2, delete: 3, nextKey: 4 } as const;
const TYPE = { hash: 1, array: 2, perCpuArray: 6, ring: 27 } as const;
const [KEY_BYTES, IF_NONE] = [4, 1];
const ATTRIBUTES = 152;

export class KernelMap {
  readonly descriptor: number;
  readonly #key = pinned(256);
  readonly #value: Pinned;
  readonly #attributes = pinned(ATTRIBUTES);

  /** `entries`: for a ring its bytes. @throws BpfRefused */
  constructor(name: string, type: keyof typeof TYPE, valueBytes: number, entries: number) {
    this.#value = pinned(valueBytes);
    const { bytes } = pinned(ATTRIBUTES);
    [TYPE[type], type === 'ring' ? 0 : KEY_BYTES, type === 'ring' ? 0 : valueBytes, entries]
      .forEach((n, i) => bytes.writeUInt32LE(n, 4 * i));
    bytes.write(name, 28, 15, 'latin1');
    this.#attributes.bytes.set(bytes);
    this.descriptor = bpf(COMMAND.create, this.#attributes);
    if (this.descriptor >= 0) return;
    throw new BpfRefused(`The kernel makes no map ${name} (${errorName('linux', errno())}): that needs CAP_BPF and CAP_PERFMON, or root.`);
  }

  /** The value, valid until the next call; null without one. */
  get(key: number): Buffer | null {
    return this.#ask(COMMAND.lookup, key) ? this.#value.bytes : null;
  }

  /** Sets the first 32 bits of a value, and the others to 0. Returns whether there was room. */
  set(key: number, value: number): boolean {
    this.#value.bytes.fill(0);
    this.#value.bytes.writeUInt32LE(value);
    return this.#ask(COMMAND.update, key);
  }

  /** Adds a value, unless there is one. */
  add(key: number, value: Uint8Array): void {
    this.#value.bytes.set(value);
    this.#ask(COMMAND.update, key, IF_NONE);
  }

  delete(key: number): void {
    this.#ask(COMMAND.delete, key);
  }

  get isEmpty(): boolean {
    return !this.#ask(COMMAND.nextKey, null);
  }

  keys(): number[] {
    const found: number[] = [];
    for (let last: number | null = null; this.#ask(COMMAND.nextKey, last); found.push(last)) last = this.#value.bytes.readUInt32LE(0);
    return found;
  }

  close(): void {
    walkCalls().close(this.descriptor);
  }

  /** `key`: null for the first. */
  #ask(command: number, key: number | null, flags = 0): boolean {
    const { bytes } = this.#attributes;
    this.#key.bytes.writeUInt32LE(key ?? 0);
    bytes.fill(0);
    bytes.writeUInt32LE(this.descriptor, 0);
    bytes.writeBigUInt64LE(key === null ? 0n : BigInt(this.#key.address), 8);
    // The kernel refuses fields that a command does not have.
    if (command !== COMMAND.delete) bytes.writeBigUInt64LE(BigInt(this.#value.address), 16);
    if (flags !== 0) bytes.writeBigUInt64LE(BigInt(flags), 24);
    return bpf(command, this.#attributes) === 0;
  }
}
