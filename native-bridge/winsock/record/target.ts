/** A process that is recorded: its ring, its DLLs, and the stubs written into it. */
import { FUNCTIONS, IOCTL_FUNCTION } from '../../../app/shared/recording/winsock/functions.ts';
import type { Handle } from '../types.ts';
import type { Api } from './debug-api.ts';
import { type Exports, exportsOf } from './pe-exports.ts';
import type { Ring } from './shared-ring.ts';
import { type Extension, stubCode } from './stub.ts';

const [MEM_COMMIT_RESERVE, PAGE_READWRITE, PAGE_EXECUTE_READWRITE] = [0x3000, 0x04, 0x40];
/** Granularity of VirtualAlloc, and how often it is tried: an export entry reaches 4 GB above its DLL. */
const [STEP, TRIES] = [0x10000n, 0x4000];
/** Bytes per stub, its cell with the address of the original at its end. */
const [STUB_BYTES, CELL] = [2048, 2040];
/** Calls that these DLLs make themselves are parts of other calls. */
const INTERNAL: ReadonlySet<string> = new Set(['ws2_32.dll', 'mswsock.dll']);

export class Target {
  readonly pid: number;
  readonly handle: Handle;
  readonly #api: Api;
  readonly #ring: bigint;
  readonly #mask: number;
  readonly #internal: { from: bigint; to: bigint }[] = [];
  #ntdll = { read: 0n, delay: 0n };
  #names = { own: 0n, peer: 0n };
  #extensions: Extension[] = [];

  /** @throws Error if the ring cannot be mapped into the process. */
  constructor(api: Api, pid: number, handle: Handle, ring: Ring) {
    this.pid = pid;
    this.handle = handle;
    this.#api = api;
    this.#ring = ring.mapInto(handle);
    this.#mask = ring.slots - 1;
  }

  /** Machine of the image at an address, as its header has it; 0 if it cannot be read. */
  machineAt(base: bigint): number {
    return this.#exportsAt(base)?.machine ?? 0;
  }

  /** A DLL was loaded, and nothing is bound to it yet. @throws Error if its stubs cannot be written. */
  loaded(base: bigint): void {
    const found = this.#exportsAt(base);
    if (!found) return;
    const name = found.name.toLowerCase();
    const addressOf = (fn: string) => base + BigInt(found.exports.find((e) => e.name === fn)?.target ?? 0);
    if (name === 'ntdll.dll') this.#ntdll = { read: addressOf('NtReadVirtualMemory'), delay: addressOf('NtDelayExecution') };
    if (name === 'ws2_32.dll') this.#names = { own: addressOf('getsockname'), peer: addressOf('getpeername') };
    if (INTERNAL.has(name)) this.#internal.push({ from: base, to: base + BigInt(found.size) });
    const wanted = FUNCTIONS.flatMap((fn, number) => {
      const entry = fn.dll === name ? found.exports.find((e) => e.name === fn.name) : undefined;
      return entry ? [{ number, entry }] : [];
    });
    if (wanted.length > 0) this.#plant(base, found, wanted);
  }

  /** Whether a DLL of the system made the call, as a part of another one. */
  isInternal(returns: bigint): boolean {
    return this.#internal.some(({ from, to }) => returns >= from && returns < to);
  }

  #plant(base: bigint, { size, table }: Exports, wanted: readonly { number: number; entry: Exports['exports'][number] }[]): void {
    const isWs2 = wanted.some(({ number }) => number === IOCTL_FUNCTION);
    const extensions = isWs2 ? FUNCTIONS.flatMap(({ guid }, number) => (guid === undefined ? [] : [{ guid, number }])) : [];
    const area = this.#allocate(base + BigInt(size), STUB_BYTES * (wanted.length + extensions.length));
    // A function that ends with a jump to another one has left the address of its stub for that to return to.
    this.#internal.push({ from: area, to: area + BigInt(STUB_BYTES * (wanted.length + extensions.length)) });
    const place = (i: number): bigint => area + BigInt(STUB_BYTES * i);
    this.#extensions = isWs2 ? extensions.map(({ guid }, i) => {
      const stub = place(wanted.length + i);
      return { guid, stub, original: stub + BigInt(CELL) };
    }) : this.#extensions;
    const bytes = Buffer.concat([
      ...wanted.map(({ number, entry }, i) => this.#stub(number, place(i), base + BigInt(entry.target))),
      ...extensions.map(({ number }, i) => this.#stub(number, place(wanted.length + i), 0n)),
    ]);
    this.#write(area, bytes);
    const [from, before] = [base + BigInt(table.from), Buffer.alloc(4)];
    const entries = this.#memory(from, table.bytes);
    if (!entries) throw new Error('the export table of a DLL cannot be read');
    wanted.forEach(({ entry }, i) => { entries.writeUInt32LE(Number(place(i) - base), entry.at - table.from); });
    this.#api.VirtualProtectEx(this.handle, from, table.bytes, PAGE_READWRITE, before);
    this.#write(from, entries);
    this.#api.VirtualProtectEx(this.handle, from, table.bytes, before.readUInt32LE(0), Buffer.alloc(4));
  }

  #stub(number: number, at: bigint, original: bigint): Buffer {
    const places = { ring: this.#ring, mask: this.#mask, original: at + BigInt(CELL), ...this.#ntdll, ...this.#names };
    const code = stubCode(number, places, this.#extensions);
    if (code.length > CELL) throw new RangeError(`a stub of ${code.length} bytes`);
    const stub = Buffer.alloc(STUB_BYTES);
    stub.set(code);
    stub.writeBigUInt64LE(original, CELL);
    return stub;
  }

  #allocate(from: bigint, bytes: number): bigint {
    let at = (from + STEP - 1n) / STEP * STEP;
    for (let i = 0; i < TRIES; i += 1, at += STEP) {
      const got = BigInt(this.#api.VirtualAllocEx(this.handle, at, bytes, MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE));
      if (got !== 0n) return got;
    }
    throw new Error('there is no room for code beside a DLL, or the program does not permit it');
  }

  #exportsAt(base: bigint): Exports | null {
    return exportsOf((offset, bytes) => this.#memory(base + BigInt(offset), bytes));
  }

  #memory(address: bigint, bytes: number): Buffer | null {
    const into = Buffer.alloc(bytes);
    return this.#api.ReadProcessMemory(this.handle, address, into, bytes, 0) ? into : null;
  }

  #write(address: bigint, bytes: Buffer): void {
    if (!this.#api.WriteProcessMemory(this.handle, address, bytes, bytes.length, 0))
      throw new Error(`memory of process ${this.pid} cannot be written: error ${this.#api.GetLastError()}`);
  }
}
