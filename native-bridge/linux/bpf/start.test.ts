import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { hasEnded, treeOf } from './start.ts';

const started: ChildProcess[] = [];
afterEach(() => { for (const child of started.splice(0)) child.kill('SIGKILL'); });

it('a child that its parent does not wait for has ended', async () => {
  const parent = spawn('sh', ['-c', 'true & exec sleep 60'], { stdio: 'ignore' });
  started.push(parent);
  await expect.poll(() => treeOf(parent.pid!).filter((pid) => hasEnded(pid)).length, { timeout: 15_000 }).toBe(1);
  expect([hasEnded(process.pid), hasEnded(parent.pid!), treeOf(parent.pid!).length]).toEqual([false, false, 2]);
});

it('a process that does not exist has ended', () => {
  // Larger than any number of the kernel.
  expect(hasEnded(2 ** 23)).toBe(true);
});
