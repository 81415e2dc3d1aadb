/** An epoll instance that several processes hold: who added a registration, who can remove it, whom it wakes. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoff } from './support/cli.ts';
import { play } from './support/scene.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import type { Started } from './support/started.ts';
import { until } from './support/until.ts';

interface Made { pid: number; port: number; fd: number; epoll: number; able: number; other: number; keeper: number }
const running: Started[] = [];
let made: Made;

beforeAll(async () => { made = await play<Made>(running, 'shared-epoll', { uid: NOBODY }); });
afterAll(async () => {
  await Promise.all(running.map((p) => p.stop()));
  for (const pid of [made.able, made.other, made.keeper]) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
});

/** The lines under "watchers". */
function watchersOf({ args, uid }: Seer): string[] {
  const lines = handoff(['who', String(made.port), ...args], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());
  return lines.slice(lines.indexOf('watchers') + 1, lines.indexOf('watchers') + 3);
}

describe.each(SEERS)('seen by %s', (_name, seer) => {
  it('an instance of three processes, of which two can remove the registration and one waits', () => {
    const { pid, fd, epoll, able, other } = made;
    expect(watchersOf(seer)).toEqual([
      `epoll ${epoll} of node (${pid}) and 3 of sleep (${able}), 3 of sleep (${other}): EPOLLIN registered as descriptor ${fd}`,
      `node (${pid}) and sleep (${able}) can remove it, and one of them probably added it: each has the socket as descriptor ${fd}. `
      + `sleep (${other}) cannot remove it, and can get its events. node (${pid}) waits in the instance, and is woken by an event.`]);
  });
});

describe.each(SEERS)('after the end of those that could remove it, seen by %s', (_name, seer) => {
  beforeAll(async () => {
    await running[0]!.stop();
    if (existsSync(`/proc/${made.able}`)) process.kill(made.able, 'SIGKILL');
    await until(() => !existsSync(`/proc/${made.able}`));
  });

  it('an item whose holder is gone', () => {
    const { fd, other } = made;
    expect(watchersOf(seer)).toEqual([
      `epoll 3 of sleep (${other}): EPOLLIN registered as descriptor ${fd}  stale`,
      `The process that added it as descriptor ${fd} has closed that descriptor or ended: no holder of the instance can remove it. `
      + 'No thread waits in the instance now.']);
  });
});
