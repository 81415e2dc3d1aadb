/**
 * One process of the load: `child.js OWN WATCHED LISTENER_PORT...`. Its listeners are descriptors from 4 on, its report
 * goes to 3, and it ends with its stdin or with its parent. It opens its sockets, tells of them, and becomes cat,
 * so that a hundred of them need little memory and no thread runs in them.
 */
import { writeSync } from 'node:fs';
import { become, dieWithParent } from '../../../native-bridge/linux/exec.ts';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { encodeEpollEvent } from '../../../native-bridge/linux/epoll-event.ts';
import { encodeSockaddr, SOCKADDR_ROOM } from '../../../native-bridge/linux/sockaddr.ts';
import type { LoadProcess } from './plan.ts';

const [AF_UNIX, AF_INET, AF_INET6, STREAM, DGRAM, CLOEXEC] = [1, 2, 10, 1, 2, 0o2000000];
const [EPOLLIN, ADD, F_SETFD] = [1, 1, 2];
const REPORT = 3;

dieWithParent();
const c = libc();
const [own, watched, ...ports] = process.argv.slice(2).map(Number) as [number, number, ...number[]];
const found: LoadProcess = { pid: process.pid, listeners: ports.map((port, i) => ({ descriptor: REPORT + 1 + i, port })), tcp: [], udp: [],
  unix: [], epoll: -1, watched: [] };

while (found.tcp.length < own * 0.4) found.tcp.push(...connection());
while (found.udp.length < own * 0.15) {
  const six = found.udp.length % 2 === 1;
  const fd = must(c.socket(six ? AF_INET6 : AF_INET, DGRAM, 0), 'socket');
  const address = encodeSockaddr(six ? '[::1]:0' : '127.0.0.1:0');
  must(c.bind(fd, address, address.length), 'bind');
  found.udp.push(fd);
}
while (count() < own) {
  const pair = Buffer.alloc(8);
  must(c.socketpair(AF_UNIX, STREAM, 0, pair), 'socketpair');
  found.unix.push(pair.readInt32LE(0), pair.readInt32LE(4));
  if (count() > own) c.close(found.unix.pop()!);
}
found.epoll = must(c.epoll_create1(0), 'epoll_create1');
found.watched = [...found.listeners.map((l) => l.descriptor), ...found.tcp, ...found.udp, ...found.unix].slice(0, watched);
for (const fd of found.watched) must(c.epoll_ctl(found.epoll, ADD, fd, encodeEpollEvent(EPOLLIN, fd)), 'epoll_ctl');
writeSync(REPORT, `${JSON.stringify(found)}\n`);
// Node makes whatever it inherited close-on-exec.
for (let fd = 0; fd < REPORT + 1 + ports.length; fd++) c.fcntl(fd, F_SETFD, fd === REPORT ? 1 : 0);
become('/bin/cat', []);

/** Both ends of a connection, made over a listener that is closed again. */
function connection(): [number, number] {
  const listener = must(c.socket(AF_INET, STREAM | CLOEXEC, 0), 'socket');
  const any = encodeSockaddr('127.0.0.1:0');
  must(c.bind(listener, any, any.length), 'bind');
  must(c.listen(listener, 1), 'listen');
  const address = Buffer.alloc(SOCKADDR_ROOM);
  must(c.getsockname(listener, address, Buffer.from([SOCKADDR_ROOM, 0, 0, 0])), 'getsockname');
  const client = must(c.socket(AF_INET, STREAM, 0), 'socket');
  must(c.connect(client, address, 16), 'connect');
  const server = must(c.accept4(listener, null, null, 0), 'accept4');
  c.close(listener);
  return [client, server];
}

function count(): number {
  return found.tcp.length + found.udp.length + found.unix.length;
}

function must(result: number | bigint, call: string): number {
  if (Number(result) < 0) throw new Error(`${call} failed`);
  return Number(result);
}
