/**
 * Stubs for a process that runs: a jump takes the place of the first instructions of a function, and a copy of them continues behind
 * it. Return addresses stay as they are, so shadow stacks have nothing to object. All threads must be stopped.
 */
import type { Handle } from '../types.ts';
import type { Api } from './debug-api.ts';
import { branchesInto, firstInstructions } from './first-instructions.ts';
import type { TargetMemory } from './target-memory.ts';

const PAGE_EXECUTE_READWRITE = 0x40;
/** jmp with a distance of 32 bits. */
const [JUMP, JUMP_BYTES] = [0xe9, 5];
/** jmp [rip+0], and then the address. */
const FAR_JUMP = Buffer.from('ff2500000000', 'hex');
/** Bytes that are read of a function: instructions have 15 at most. */
const WINDOW = 24;
/** Bytes after the beginning of a function that are searched for branches; only to the end of the page if the next one is missing. */
const [SEARCHED, PAGE] = [4096, 4096n];
/** CONTEXT: bytes, flags, and the instruction pointer. */
const CONTEXT = { BYTES: 1232, FLAGS: 0x30, RIP: 0xf8, CONTROL: 0x10_0001 } as const;

/** Bytes of a copy at most. */
export const MOST_COPIED = WINDOW + FAR_JUMP.length + 8;

/** A function at `from`, and the copy of its first instructions at `to`. `before`: the bytes that a jump replaces. */
export interface Moved { from: bigint; to: bigint; copy: Buffer; before: Buffer; bytes: number }

export class CodeHooks {
  readonly #api: Api;
  readonly #memory: TargetMemory;
  readonly #threads: () => readonly Handle[];
  #changed: { at: bigint; before: Buffer; after: Buffer }[] = [];

  /** `threads`: of the process. */
  constructor(api: Api, memory: TargetMemory, threads: () => readonly Handle[]) {
    this.#api = api;
    this.#memory = memory;
    this.#threads = threads;
  }

  /** A copy of the first instructions for a place within 2 GB; null if they cannot be moved, or a branch leads among them. */
  moved(from: bigint, to: bigint): Moved | null {
    const code = this.#memory.read(from, WINDOW);
    const first = code && firstInstructions(code, JUMP_BYTES);
    const whole = this.#memory.read(from, SEARCHED) ?? this.#memory.read(from, Number(PAGE - from % PAGE)) ?? code;
    if (!code || !first || !whole || branchesInto(whole, JUMP_BYTES)) return null;
    const copy = Buffer.from(code.subarray(0, first.bytes));
    for (const at of first.distances) copy.writeInt32LE(code.readInt32LE(at) + Number(from - to), at);
    const back = Buffer.alloc(8);
    back.writeBigUInt64LE(from + BigInt(first.bytes));
    return { from, to, copy: first.ends ? copy : Buffer.concat([copy, FAR_JUMP, back]), before: code.subarray(0, JUMP_BYTES),
      bytes: first.bytes };
  }

  /** Makes functions jump to stubs. Their copies must be there. Returns those for which a thread stands in the way. @throws Error */
  jump(jumps: readonly { moved: Moved; stub: bigint }[]): Moved[] {
    const threads = this.#threads().map((handle) => ({ handle, at: this.#placeOf(handle) }));
    const failed: Moved[] = [];
    for (const { moved, stub } of jumps) {
      const { from, to, before, bytes } = moved;
      const inside = threads.filter(({ at }) => at > from && at < from + BigInt(bytes));
      if (!inside.every(({ handle, at }) => this.#place(handle, to + at - from))) {
        failed.push(moved);
        continue;
      }
      const code = Buffer.alloc(JUMP_BYTES, JUMP);
      code.writeInt32LE(Number(stub - from) - JUMP_BYTES, 1);
      this.#changed.push({ at: from, before, after: code });
      this.#memory.rewrite(from, code, PAGE_EXECUTE_READWRITE);
    }
    return failed;
  }

  /** Gives functions their first instructions back. Copies and stubs stay: threads can be in them. @throws Error */
  restore(): void {
    for (const { at, before, after } of this.#changed.splice(0)) {
      // Its DLL can have been unloaded.
      if (this.#memory.read(at, JUMP_BYTES)?.equals(after)) this.#memory.rewrite(at, before, PAGE_EXECUTE_READWRITE);
    }
  }

  #context(thread: Handle): Buffer | null {
    const context = this.#api.aligned(CONTEXT.BYTES);
    context.writeUInt32LE(CONTEXT.CONTROL, CONTEXT.FLAGS);
    return this.#api.GetThreadContext(thread, context) ? context : null;
  }

  /** 0 if the thread ends. */
  #placeOf(thread: Handle): bigint {
    return this.#context(thread)?.readBigUInt64LE(CONTEXT.RIP) ?? 0n;
  }

  #place(thread: Handle, at: bigint): boolean {
    const context = this.#context(thread);
    context?.writeBigUInt64LE(at, CONTEXT.RIP);
    return context !== null && this.#api.SetThreadContext(thread, context);
  }
}
