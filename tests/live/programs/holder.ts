/**
 * `holder.js SCENE [PATH]`: small situations that real programs get into. Each says "ready" and a JSON line about itself,
 * and lives until its stdin ends.
 */
import { spawn } from 'node:child_process';
import { openSync, readSync, writeSync } from 'node:fs';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { walkCalls } from '../../../native-bridge/linux/live/calls.ts';
import { encodeEpollEvent } from '../../../native-bridge/linux/epoll-event.ts';
import { encodeMessage, encodeRights } from '../../../native-bridge/linux/msghdr.ts';
import { isMainThread } from 'node:worker_threads';
import { ELSEWHERE, inThread } from './elsewhere.ts';
import { listener } from './listener.ts';

const [AF_UNIX, AF_INET, STREAM, DGRAM, EPOLLIN, ADD, CLOEXEC] = [1, 2, 1, 2, 1, 1, 0o2000000];
const CLONE_NEWNET = 0x40000000;
const c = libc();

const SCENES: Readonly<Record<string, () => object | Promise<object>>> = {
  ...ELSEWHERE,
  /** P13: registered under a number that is closed while a dup keeps the socket. */
  'stale': () => {
    const { fd, port } = listener();
    const epoll = Number(c.epoll_create1(CLOEXEC));
    c.epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
    const dup = Number(c.dup(fd));
    c.close(fd);
    return { epoll, registered: fd, dup, port };
  },
  /** P13, further: the number stands for another socket by now. */
  'reused': () => {
    const { fd, port } = listener();
    const epoll = Number(c.epoll_create1(CLOEXEC));
    c.epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
    const dup = Number(c.dup(fd));
    c.close(fd);
    const other = Number(c.socket(AF_INET, STREAM, 0));
    return { epoll, registered: fd, dup, other, port };
  },
  /** P22: a child inherits the instance, and lacks the number; the registration is alive all the same. */
  'inherited-epoll': () => {
    const { fd, port } = listener();
    const epoll = Number(c.epoll_create1(CLOEXEC));
    c.epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
    const child = spawn('/bin/cat', [], { stdio: ['pipe', 'ignore', 'ignore', epoll] });
    return { epoll, registered: fd, child: child.pid, port };
  },
  /**
   * An instance of three processes: this one, which waits in it, a child that has the socket under the same number too, and one
   * that has it not. Another child has only the socket.
   */
  'shared-epoll': () => {
    const { fd, port } = listener();
    const epoll = Number(c.epoll_create1(CLOEXEC));
    c.epoll_ctl(epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd));
    const [able, other, keeper] = [[epoll, ...Array<'ignore'>(fd - 4).fill('ignore'), fd], [epoll], [fd]].map((passed) =>
      spawn('/bin/sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', ...passed], detached: true }).pid!);
    c.epoll_wait.async(epoll, Buffer.alloc(16), 1, -1, () => undefined);
    return { port, fd, epoll, able, other, keeper };
  },
  /** P23: one descriptor lies in a queue, and nobody else holds its socket. */
  'in-flight': () => {
    const { fd, port } = listener();
    const pair = Buffer.alloc(8);
    c.socketpair(AF_UNIX, DGRAM, 0, pair);
    const [a, b] = [pair.readInt32LE(0), pair.readInt32LE(4)];
    const message = encodeMessage(Buffer.from('x'), encodeRights([fd]), null);
    c.sendmsg(a, message.header, 0);
    c.close(fd);
    return { carrier: b, port };
  },
  /** A parent that dies and leaves the port with its child, which does not accept. */
  'leave-port': () => {
    const { fd, port } = listener();
    const child = spawn('/bin/sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', fd], detached: true });
    return { port, child: child.pid };
  },
  /** P19: two different sockets on one port. */
  'reuseport': () => {
    const { fd, port } = listener('127.0.0.1:0', true);
    return { first: fd, second: listener(`127.0.0.1:${port}`, true).fd, port };
  },
  /** Of the namespace that the path in the next argument names. */
  'held-outside': () => outside(() => Number(walkCalls().setns(openSync(process.argv[3]!, 'r'), CLONE_NEWNET))),
  /** Of one in which nobody ever was for longer than that, and which has no name. */
  'held-outside-unnamed': () => outside(() => Number(walkCalls().syscall(process.arch === 'arm64' ? 97 : 272, CLONE_NEWNET, 0, 0, 0, 0))),
};

/** A listener of another network namespace, held by this process, which is not in it. `enter` goes there. */
function outside(enter: () => number): object {
  const own = openSync('/proc/thread-self/ns/net', 'r');
  if (enter() < 0) throw new Error('no way into another network namespace');
  const made = listener();
  if (Number(walkCalls().setns(own, CLONE_NEWNET)) < 0) throw new Error('no way back');
  return made;
}

if (!isMainThread) inThread();
const scene = SCENES[process.argv[2] ?? ''];
if (!scene) throw new Error(`No scene ${process.argv[2]}`);
writeSync(1, `${JSON.stringify({ pid: process.pid, ...await scene() })}\nready\n`);
const one = Buffer.alloc(1);
while (waited() > 0);
process.exit(0);

function waited(): number {
  try {
    return readSync(0, one);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 1;
    throw error;
  }
}
