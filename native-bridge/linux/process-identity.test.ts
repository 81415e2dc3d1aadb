import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { libc } from './bindings.ts';
import { isStill, pidBehind, processAt, strangerAmong } from './process-identity.ts';

const PIDFD_OPEN = 434;

let child: ChildProcess;
beforeEach(async () => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
});
afterEach(() => { child.kill('SIGKILL'); });

async function ended(): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

describe('a process is its pid and the time of its start', () => {
  it('recognizes a running process, and not one that has ended', async () => {
    const known = processAt(child.pid!);
    expect(known.started).toMatch(/^\d+$/);
    expect(isStill(known)).toBe(true);
    await ended();
    expect(isStill(known)).toBe(false);
    expect(isStill(processAt(child.pid!))).toBe(false);
  });

  it('takes a process that has the number now for a stranger', () => {
    const earlier = { pid: child.pid!, started: '1' };
    const open = findCall('linux', 'pidfd_open')!;
    expect(strangerAmong(open, { pid: child.pid! }, [earlier])).toBe(child.pid);
    expect(strangerAmong(open, { pid: child.pid! }, [earlier, processAt(child.pid!)])).toBeNull();
    expect(strangerAmong(open, { pid: 0 }, [])).toBeNull();
    expect(strangerAmong(findCall('linux', 'fcntl')!, { owner: -child.pid! }, [processAt(child.pid!)])).toBe(-child.pid!);
  });
});

it('a pidfd names its process, and other descriptors name none', async () => {
  const pidfd = Number(libc().syscall(PIDFD_OPEN, child.pid!, 0, 0, 0, 0));
  const fetch = findCall('linux', 'pidfd_getfd')!;
  try {
    expect(pidBehind(pidfd)).toBe(child.pid);
    expect(strangerAmong(fetch, { pidfd, targetfd: 0 }, [])).toBe(child.pid);
    expect(strangerAmong(fetch, { pidfd, targetfd: 0 }, [processAt(child.pid!)])).toBeNull();
    expect([pidBehind(1), pidBehind(-1), pidBehind(99_999)]).toEqual([null, null, null]);
    await ended();
    expect(pidBehind(pidfd)).toBe(-1);
    expect(strangerAmong(fetch, { pidfd, targetfd: 0 }, [])).toBeNull();
  } finally {
    libc().close(pidfd);
  }
});
