/** Memory of a process that is recorded. */
import type { Handle } from '../types.ts';
import type { Api } from './debug-api.ts';

const [MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE] = [0x3000, 0x40];
/** Granularity of VirtualAlloc, and how often it is tried: jumps reach 2 GB. */
const [STEP, TRIES] = [0x10000n, 0x4000];

export class TargetMemory {
  readonly #api: Api;
  readonly #pid: number;
  readonly #process: Handle;

  constructor(api: Api, pid: number, process: Handle) {
    this.#api = api;
    this.#pid = pid;
    this.#process = process;
  }

  read(address: bigint, bytes: number): Buffer | null {
    const into = Buffer.alloc(bytes);
    return this.#api.ReadProcessMemory(this.#process, address, into, bytes, 0) ? into : null;
  }

  /** @throws Error */
  write(address: bigint, bytes: Buffer): void {
    if (!this.#api.WriteProcessMemory(this.#process, address, bytes, bytes.length, 0))
      throw new Error(`memory of process ${this.#pid} cannot be written: error ${this.#api.GetLastError()}`);
  }

  /** Writes where the program cannot. `how`: a protection that permits it. @throws Error */
  rewrite(address: bigint, bytes: Buffer, how: number): void {
    const before = Buffer.alloc(4);
    if (!this.#api.VirtualProtectEx(this.#process, address, bytes.length, how, before))
      throw new Error(`memory of process ${this.#pid} cannot be made writable: error ${this.#api.GetLastError()}`);
    this.write(address, bytes);
    this.#api.VirtualProtectEx(this.#process, address, bytes.length, before.readUInt32LE(0), Buffer.alloc(4));
    this.#api.FlushInstructionCache(this.#process, address, bytes.length);
  }

  /** Room for code above an address. @throws Error */
  allocateAbove(from: bigint, bytes: number): bigint {
    let at = (from + STEP - 1n) / STEP * STEP;
    for (let i = 0; i < TRIES; i += 1, at += STEP) {
      const got = BigInt(this.#api.VirtualAllocEx(this.#process, at, bytes, MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE));
      if (got !== 0n) return got;
    }
    throw new Error('there is no room for code beside a DLL, or the program does not permit it');
  }
}
