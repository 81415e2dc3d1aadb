import { expect, it } from 'vitest';
import { CodeHooks } from './code-hooks.ts';
import type { Api } from './debug-api.ts';
import { TargetMemory } from './target-memory.ts';

const [FROM, COPY, STUB, RIP] = [0x1000n, 0x1800n, 0x1c00n, 0xf8];
/** xor eax, eax; inc rax; then a loop to the byte at a distance. */
const FUNCTION = (distance: string): Buffer => Buffer.from(`31c048ffc039c875${distance}c3`, 'hex');

/** A process with 4 kB of memory and a thread at a place. */
function processWith(code: Buffer, threadAt: bigint) {
  const memory = Buffer.alloc(0x1000, 0xcc);
  memory.set(code);
  let at = threadAt;
  const place = (address: bigint): number => Number(address - FROM);
  const api = {
    ReadProcessMemory: (_process: number, address: bigint, into: Buffer, bytes: number) =>
      place(address) + bytes <= memory.length && memory.copy(into, 0, place(address), place(address) + bytes) === bytes,
    WriteProcessMemory: (_process: number, address: bigint, bytes: Buffer) => {
      memory.set(bytes, place(address));
      return true;
    },
    VirtualProtectEx: () => true, FlushInstructionCache: () => true, aligned: (bytes: number) => Buffer.alloc(bytes), GetLastError: () => 0,
    GetThreadContext: (_thread: number, context: Buffer) => context.writeBigUInt64LE(at, RIP) > 0,
    SetThreadContext: (_thread: number, context: Buffer) => {
      at = context.readBigUInt64LE(RIP);
      return true;
    },
  };
  const fake = api as unknown as Api;
  const hooks = new CodeHooks(fake, new TargetMemory(fake, 1, 2), () => [3]);
  return { hooks, code: () => memory.subarray(0, code.length), threadAt: () => at };
}

it('moves a thread between the first instructions into their copy, and restores the code', () => {
  const before = FUNCTION('f7');
  const { hooks, code, threadAt } = processWith(before, FROM + 2n);
  const moved = hooks.moved(FROM, COPY)!;
  expect(moved.copy.subarray(0, 5)).toEqual(before.subarray(0, 5));
  expect(hooks.jump([{ moved, stub: STUB }])).toEqual([]);
  expect(threadAt()).toBe(COPY + 2n);
  expect(code().toString('hex')).toBe(`e9fb0b0000${before.toString('hex').slice(10)}`);
  hooks.restore();
  expect(code()).toEqual(before);
});

it('refuses a function that branches into the middle of the jump', () => {
  expect(processWith(FUNCTION('f9'), 0n).hooks.moved(FROM, COPY)).toBeNull();
});
