import { readlinkSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FCNTL, STATUS_FLAGS } from '../../app/shared/calls/constants-linux.ts';
import { libc } from '../linux/bindings.ts';
import { DescriptorFiles } from './descriptor-files.ts';
import { linkOf } from './proc.ts';

const [AF_UNIX, SOCK_DGRAM] = [1, 2];
const aSocket = (): number => Number(libc().socket(AF_UNIX, SOCK_DGRAM, 0));
const opened: number[] = [];
let files: DescriptorFiles;
beforeEach(() => { files = new DescriptorFiles(); });
afterEach(() => {
  files.close();
  for (const fd of opened.splice(0)) libc().close(fd);
});

const keptOpen = (): number => readdirSync('/proc/self/fd').filter((fd) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).includes('/fdinfo/');
  } catch {
    return false;
  }
}).length;

it('returns the current state of a descriptor, and the socket that now has its number', () => {
  const [fd, other] = [aSocket(), aSocket()];
  opened.push(fd, other);
  expect(files.info(process.pid, fd)).toMatchObject({ nonblocking: false, closeOnExec: false, socket: linkOf(process.pid, fd) });

  libc().fcntl(fd, FCNTL.F_SETFL, STATUS_FLAGS.O_NONBLOCK);
  files.startReading();
  expect(files.info(process.pid, fd)?.nonblocking).toBe(true);

  const before = files.link(process.pid, fd);
  libc().dup2(other, fd);
  files.startReading();
  expect(files.link(process.pid, fd)).toBe(linkOf(process.pid, other));
  expect(files.link(process.pid, fd)).not.toBe(before);

  const epoll = Number(libc().epoll_create1(0));
  libc().dup2(epoll, fd);
  opened.push(epoll);
  files.startReading();
  expect(files.link(process.pid, fd)).toBe('anon_inode:[eventpoll]');

  libc().close(fd);
  files.startReading();
  expect([files.info(process.pid, fd), files.link(process.pid, fd)]).toEqual([null, null]);
  expect(libc().dup2(other, fd)).toBe(fd);
  files.startReading();
  expect(files.link(process.pid, fd)).toBe(linkOf(process.pid, other));
});

it('leaves no forgotten descriptor open, also after its end', () => {
  const [one, two] = [aSocket(), aSocket()];
  opened.push(one, two);
  const before = keptOpen();
  for (const fd of [one, two]) files.info(process.pid, fd);
  files.forget(process.pid, one);
  expect(keptOpen()).toBe(before + 1);
  files.close();
  files.startReading();
  expect(files.info(process.pid, one)).not.toBeNull();
  expect(keptOpen()).toBe(before);
});
