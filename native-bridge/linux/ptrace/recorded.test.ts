import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ancestorsOf, startedBy, tracedBy } from './recorded.ts';

/** Larger than any number of the kernel. */
const NONE = 2 ** 23;

it('a process descends from its parent, and so on to the first', () => {
  const all = ancestorsOf(process.pid);
  expect(all.slice(0, 2)).toEqual([process.pid, process.ppid]);
  expect(all).toContain(1);
});

it('finds what a process has started, also in the session of a leader that is gone, and never the leader', async () => {
  const leader = spawn('sh', ['-c', 'sleep 65 & sleep 65'], { detached: true, stdio: 'ignore' });
  await expect.poll(() => startedBy(leader.pid!, NONE).length).toBe(2);
  expect(startedBy(leader.pid!, 0)).toHaveLength(2);
  const [one] = startedBy(leader.pid!, NONE);
  expect(startedBy(NONE, leader.pid!).map(({ pid }) => pid)).toEqual(expect.arrayContaining([leader.pid, one!.pid]));
  expect(tracedBy(leader.pid!)).toEqual([]);
  process.kill(-leader.pid!, 'SIGKILL');
  await once(leader, 'exit');
});
