/** An epoll instance that several processes hold: who added a registration, who can remove it, whom it wakes. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libc } from '../../native-bridge/linux/bindings.ts';
import { encodeEpollEvent } from '../../native-bridge/linux/epoll-event.ts';
import { Btf } from '../../native-bridge/linux/live/bpf/btf.ts';
import { collect, Collected } from '../../native-bridge/linux/live/bpf/collect.ts';
import { BpfIterator } from '../../native-bridge/linux/live/bpf/load.ts';
import { assemble, MOST_REGISTRATIONS, NAMES } from '../../native-bridge/linux/live/bpf/program.ts';
import { ownNamespace } from '../../native-bridge/linux/live/machine.ts';
import { listener } from './programs/listener.ts';
import { handoff } from './support/cli.ts';
import { play } from './support/scene.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import type { Started } from './support/started.ts';
import { until } from './support/until.ts';

const [EPOLLIN, ADD, DELETE, CLOEXEC] = [1, 1, 2, 0o2000000];

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
      + `sleep (${other}) can get its events, but cannot remove it without that socket as descriptor ${fd}. `
      + `node (${pid}) waits in the instance, and is woken by an event.`]);
  });
});

it('the program for kernels before 6.9 reads the same registrations, and stops at as many', () => {
  const { fd } = listener();
  const instances = Array.from({ length: MOST_REGISTRATIONS + 1 }, () => Number(libc().epoll_create1(CLOEXEC)));
  for (const epoll of instances) libc().epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
  const btf = new Btf(NAMES);
  const [current, older] = [false, true].map((counted) => {
    const iterator = new BpfIterator(assemble(btf, ownNamespace(), counted), btf.functionId('bpf_iter_task_file'));
    const found = new Collected();
    collect(iterator, found);
    iterator.close();
    const of = (pid: number, number: number): number => {
      const inode = found.inode[found.tgid.findIndex((tgid, h) => tgid === pid && found.descriptor[h] === number)];
      return found.watches.inode.subarray(0, found.watches.length).filter((watched) => watched === inode).length;
    };
    return { few: of(made.pid, made.fd), most: of(process.pid, fd), more: found.more };
  });
  for (const descriptor of [fd, ...instances]) libc().close(descriptor);
  expect(current).toEqual({ few: 1, most: MOST_REGISTRATIONS, more: 1 });
  expect(older).toEqual(current);
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
      `The process that added it as descriptor ${fd} has closed that descriptor or ended. No holder of the instance has the socket: `
      + `to remove it, one would have to receive it as descriptor ${fd}. No thread waits in the instance now.`]);
  });
});

describe.each(SEERS)('a number that was closed while the socket is open, seen by %s', (_name, { args, uid }) => {
  it('can come back by dup2, and then the item can be removed', async () => {
    const { port, registered, dup, pid } = await play<{ port: number; registered: number; dup: number }>(running, 'stale', { uid: NOBODY });
    const { out } = handoff(['who', String(port), ...args], uid === undefined ? {} : { uid });
    expect(out).toContain(`The process that added it as descriptor ${registered} has closed that descriptor or ended. node (${pid}) can `
      + `remove it after dup2(${dup}, ${registered}), which gives the socket its number again.`);
  });
});

it('the kernel removes an item under a number that came back', () => {
  const { fd } = listener();
  const [epoll, dup] = [Number(libc().epoll_create1(CLOEXEC)), Number(libc().dup(fd))];
  const removed = () => Number(libc().epoll_ctl(epoll, DELETE, fd, encodeEpollEvent(EPOLLIN, fd)));
  libc().epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
  libc().close(fd);
  expect(removed()).toBe(-1);
  libc().dup2(dup, fd);
  expect(removed()).toBe(0);
  for (const descriptor of [fd, dup, epoll]) libc().close(descriptor);
});
