/** A process that is recorded: its ring, its DLLs, and the stubs written into it. */
import { FUNCTIONS, IOCTL_FUNCTION } from '../../../app/shared/recording/winsock/functions.ts';
import type { Handle } from '../types.ts';
import { CodeHooks, MOST_COPIED } from './code-hooks.ts';
import type { Api } from './debug-api.ts';
import type { ExtensionPlace } from './extension-places.ts';
import { type Exports, exportsOf } from './pe-exports.ts';
import type { Ring } from './shared-ring.ts';
import { type Extension, stubCode } from './stub.ts';
import { TargetMemory } from './target-memory.ts';

const PAGE_READWRITE = 0x04;
/** Bytes per stub; at its end a cell with the address of the original, and before it room for instructions that were moved. */
const [STUB_BYTES, CELL] = [2048, 2040];
const COPY = CELL - MOST_COPIED;
/** Calls that these DLLs make themselves are parts of other calls. */
const INTERNAL: ReadonlySet<string> = new Set(['ws2_32.dll', 'mswsock.dll']);

/** How the stubs of a process that runs come before its functions: jumps in their code, and where its extension functions are. */
export interface Running { threads(): readonly Handle[]; extensions: readonly ExtensionPlace[] }

/** A function, with the offset of its code in the DLL. `at`: of its entry in the export table; null for extension functions. */
interface Wanted { number: number; target: number; at: number | null }

export class Target {
  readonly pid: number;
  readonly handle: Handle;
  readonly #memory: TargetMemory;
  readonly #ring: bigint;
  readonly #mask: number;
  readonly #hooks: CodeHooks | null;
  readonly #places: readonly ExtensionPlace[];
  readonly #internal: { from: bigint; to: bigint }[] = [];
  #ntdll = { read: 0n, delay: 0n };
  #names = { own: 0n, peer: 0n };
  #extensions: Extension[] = [];
  /** Addresses of functions by names such as "kernel32.SetEvent", for DLLs that others forward to. */
  readonly #forwarded = new Map<string, bigint>();
  #later: () => void = () => undefined;
  /** Functions whose calls are not seen, with the reason. */
  readonly unseen: string[] = [];

  /** `running`: it was attached; else its stubs come by its export tables. @throws Error if the ring cannot be mapped into it. */
  constructor(api: Api, pid: number, handle: Handle, ring: Ring, running: Running | null) {
    this.pid = pid;
    this.handle = handle;
    this.#memory = new TargetMemory(api, pid, handle);
    this.#hooks = running && new CodeHooks(api, this.#memory, running.threads);
    this.#places = running?.extensions ?? [];
    this.#ring = ring.mapInto(handle);
    this.#mask = ring.slots - 1;
  }

  /** Machine of the image at an address, as its header has it; 0 if it cannot be read. */
  machineAt(base: bigint): number {
    return this.#exportsAt(base)?.machine ?? 0;
  }

  /** A DLL was loaded, and nothing is bound to it yet, or all threads are stopped. @throws Error if its stubs cannot be written. */
  loaded(base: bigint): void {
    const found = this.#exportsAt(base);
    if (!found) return;
    const name = found.name.toLowerCase();
    const addressOf = (fn: string) => base + BigInt(found.exports.find((e) => e.name === fn)?.target ?? 0);
    if (name === 'ntdll.dll') this.#ntdll = { read: addressOf('NtReadVirtualMemory'), delay: addressOf('NtDelayExecution') };
    if (name === 'ws2_32.dll') this.#names = { own: addressOf('getsockname'), peer: addressOf('getpeername') };
    if (INTERNAL.has(name)) this.#internal.push({ from: base, to: base + BigInt(found.size) });
    if (name === 'kernel32.dll') {
      for (const { name: fn, target } of found.exports) this.#forwarded.set(`kernel32.${fn}`, base + BigInt(target));
    }
    const wanted: Wanted[] = FUNCTIONS.flatMap((fn, number) => {
      if (fn.dll !== name) return [];
      const entry = found.exports.find((e) => e.name === fn.name) ?? this.#forwarder(base, found, fn.name);
      return entry ? [{ number, target: entry.target, at: entry.at }] : [];
    });
    const others = this.#places.filter(({ dll, size }) => dll === name && size === found.size)
      .flatMap(({ number, target }) => (wanted.some((one) => one.target === target) ? [] : [{ number, target, at: null }]));
    const all = [...wanted, ...others];
    // Only what the program asks the driver itself is to be seen: DLLs that are bound now get the original, and in a program that
    // runs the ranges of Winsock's DLLs must be known.
    if (name === 'ntdll.dll') this.#later = () => { if (all.length > 0) this.#plant(base, found, all); };
    else if (all.length > 0) this.#plant(base, found, all);
  }

  /** The DLLs that the program is linked with are bound, or those of a program that runs are known. @throws Error without stubs. */
  begun(): void {
    this.#later();
  }

  /** Whether a DLL of the system made the call, as a part of another one. */
  isInternal(returns: bigint): boolean {
    return this.#internal.some(({ from, to }) => returns >= from && returns < to);
  }

  /** Takes the jumps out of the code of its functions: all threads are stopped. @throws Error */
  restore(): void {
    this.#hooks?.restore();
  }

  /** A function that is one of another DLL: its entry gets a stub. A jump in its code would record all calls of that DLL, too. */
  #forwarder(base: bigint, { forwarders }: Exports, name: string): { at: number; target: number } | null {
    const found = this.#hooks ? undefined : forwarders.find((entry) => entry.name === name);
    const address = this.#forwarded.get(found?.to ?? '');
    return found && address !== undefined ? { at: found.at, target: Number(address - base) } : null;
  }

  #plant(base: bigint, found: Exports, wanted: readonly Wanted[]): void {
    const swaps = !this.#hooks && wanted.some(({ number }) => number === IOCTL_FUNCTION);
    const extensions = swaps ? FUNCTIONS.flatMap(({ guid }, number) => (guid === undefined ? [] : [{ guid, number }])) : [];
    const area = this.#memory.allocateAbove(base + BigInt(found.size), STUB_BYTES * (wanted.length + extensions.length));
    // A function that ends with a jump to another one has left the address of its stub for that to return to.
    this.#internal.push({ from: area, to: area + BigInt(STUB_BYTES * (wanted.length + extensions.length)) });
    const place = (i: number): bigint => area + BigInt(STUB_BYTES * i);
    if (swaps) {
      this.#extensions = extensions.map(({ guid }, i) => {
        const stub = place(wanted.length + i);
        return { guid, stub, original: stub + BigInt(CELL) };
      });
    }
    const planted = wanted.map(({ number, target }, i) => {
      const original = base + BigInt(target);
      return { number, stub: place(i), original, moved: this.#hooks?.moved(original, place(i) + BigInt(COPY)) ?? null };
    });
    // The stubs themselves call the functions that have no stub.
    const unhooked = (address: bigint) => planted.find(({ original }) => original === address)?.moved?.to ?? address;
    this.#names = { own: unhooked(this.#names.own), peer: unhooked(this.#names.peer) };
    this.#memory.write(area, Buffer.concat([
      ...planted.map(({ number, stub, original, moved }) => this.#stub(number, stub, moved?.to ?? original, moved?.copy)),
      ...extensions.map(({ number }, i) => this.#stub(number, place(wanted.length + i), 0n)),
    ]));
    if (this.#hooks) this.#jump(this.#hooks, planted);
    else this.#export(base, found, wanted, place);
  }

  #jump(hooks: CodeHooks, planted: readonly { number: number; stub: bigint; moved: ReturnType<CodeHooks['moved']> }[]): void {
    const jumps = planted.flatMap(({ stub, moved }) => (moved ? [{ stub, moved }] : []));
    const failed = hooks.jump(jumps);
    for (const { number, moved } of planted) {
      const { name } = FUNCTIONS[number]!;
      if (!moved) this.unseen.push(`${name} of process ${this.pid} is not seen: its first instructions cannot be moved`);
      else if (failed.includes(moved)) this.unseen.push(`${name} of process ${this.pid} is not seen: a thread is at its beginning`);
    }
  }

  #export(base: bigint, { table }: Exports, wanted: readonly Wanted[], place: (i: number) => bigint): void {
    const from = base + BigInt(table.from);
    const entries = this.#memory.read(from, table.bytes);
    if (!entries) throw new Error('the export table of a DLL cannot be read');
    wanted.forEach(({ at }, i) => { if (at !== null) entries.writeUInt32LE(Number(place(i) - base), at - table.from); });
    this.#memory.rewrite(from, entries, PAGE_READWRITE);
  }

  #stub(number: number, at: bigint, original: bigint, copy?: Buffer): Buffer {
    // Winsock asks the driver in each call: its questions would fill the ring.
    const passed = this.#hooks && FUNCTIONS[number]!.dll === 'ntdll.dll' ? this.#internal : [];
    const places = { ring: this.#ring, mask: this.#mask, original: at + BigInt(CELL), ...this.#ntdll, ...this.#names, passed };
    const code = stubCode(number, places, this.#extensions);
    if (code.length > COPY) throw new RangeError(`a stub of ${code.length} bytes`);
    const stub = Buffer.alloc(STUB_BYTES);
    stub.set(code);
    if (copy) stub.set(copy, COPY);
    stub.writeBigUInt64LE(original, CELL);
    return stub;
  }

  #exportsAt(base: bigint): Exports | null {
    return exportsOf((offset, bytes) => this.#memory.read(base + BigInt(offset), bytes));
  }
}
