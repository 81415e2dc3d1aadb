/**
 * execve(2) and its preparation, for the load generator of the tests: a small program that only holds the descriptors
 * opened by a JavaScript one. (A fork alone would not do: V8 keeps its pages out of forked children.)
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { addressOf } from './bindings.ts';

const [PR_SET_PDEATHSIG, SIGKILL] = [1, 9];

/** The process exits when its parent exits, for any reason; prctl(2). */
export function dieWithParent(): void {
  const prctl = library().func('int prctl(int option, unsigned long value, unsigned long c, unsigned long d, unsigned long e)');
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/** Replaces this process by a program, which keeps every descriptor that is not close-on-exec. @throws Error on failure. */
export function become(program: string, args: readonly string[]): never {
  const texts = [program, ...args].map((text) => Buffer.from(`${text}\0`));
  const list = Buffer.alloc(8 * (texts.length + 1));
  for (const [i, text] of texts.entries()) list.writeBigUInt64LE(addressOf(text), 8 * i);
  const execve = library().func('int execve(void *path, void *args, void *environment)');
  execve(texts[0], list, Buffer.alloc(8));
  throw new Error(`${program} cannot be executed`);
}

function library(): ReturnType<typeof Koffi.load> {
  return (createRequire(import.meta.url)('koffi') as typeof Koffi).load('libc.so.6');
}
