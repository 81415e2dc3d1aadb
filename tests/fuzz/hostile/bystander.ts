/**
 * A program that has nothing to do with any session: it listens on every kind of address, holds a secret, and counts what
 * reaches it. It asks the system itself, without the runtime's sockets, so that nothing is taken before it is counted.
 */
import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILY, FCNTL, LEVEL, MSG, SO, SOCKET_FLAGS, TYPE } from '../../../app/shared/calls/constants-linux.ts';
import { addressesOf } from '../../../native-bridge/linux/inspect.ts';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { inodeOf } from '../../../native-bridge/linux/own-socket.ts';
import { encodeSockaddr } from '../../../native-bridge/linux/sockaddr.ts';

/** What it tells of itself when it has started. */
export interface Offered {
  pid: number;
  /** Addresses at which it would notice anybody, by what listens there. */
  addresses: Readonly<Record<string, string>>;
  /** Its descriptors, by number, and what each is: "socket:[812]". */
  secrets: Readonly<Record<number, string>>;
}

/** Everything that can be noticed here, each as one line: "tcp4 connections" and how many. */
export type Noticed = Readonly<Record<string, number | string>>;

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGUSR2', 'SIGIO', 'SIGURG', 'SIGTERM', 'SIGCONT', 'SIGALRM'] as const;
const SECRET = Buffer.from('a secret of the bystander');

const signals: Record<string, number> = {};
for (const signal of SIGNALS) process.on(signal, () => { signals[signal] = (signals[signal] ?? 0) + 1; });

const flags = SOCKET_FLAGS.SOCK_NONBLOCK | SOCKET_FLAGS.SOCK_CLOEXEC;
const listeners = new Map<string, { fd: number; stream: boolean; count: number }>();

function listenAt(
  name: string, family: keyof typeof FAMILY, type: 'SOCK_STREAM' | 'SOCK_DGRAM' | 'SOCK_SEQPACKET', address: string,
): string {
  const fd = Number(libc().socket(FAMILY[family], TYPE[type] | flags, 0));
  const bytes = encodeSockaddr(address);
  if (Number(libc().bind(fd, bytes, bytes.length)) < 0) throw new Error(`The bystander cannot bind ${address}`);
  const stream = type !== 'SOCK_DGRAM';
  if (stream) libc().listen(fd, 4000);
  listeners.set(name, { fd, stream, count: 0 });
  return addressesOf(fd).local ?? address;
}

/** Takes what came in since the last look. */
function drain(listener: { fd: number; stream: boolean; count: number }): number {
  const room = Buffer.alloc(4096);
  for (;;) {
    const got = Number(listener.stream ? libc().accept4(listener.fd, null, null, flags)
      : libc().recv(listener.fd, room, room.length, MSG.MSG_DONTWAIT));
    if (got < 0) return listener.count;
    if (listener.stream) libc().close(got);
    listener.count += 1;
  }
}

function secretPair(): [number, number] {
  const pair = Buffer.alloc(8);
  libc().socketpair(FAMILY.AF_UNIX, TYPE.SOCK_STREAM | SOCKET_FLAGS.SOCK_CLOEXEC, 0, pair);
  const [near, far] = [pair.readInt32LE(0), pair.readInt32LE(4)];
  libc().send(near, SECRET, SECRET.length, 0);
  return [near, far];
}

/** What a foreign hand on a descriptor would change: its bytes, flags, owner and options. */
function stateOf(fd: number): string {
  const room = Buffer.alloc(4096);
  const waiting = Number(libc().recv(fd, room, room.length, MSG.MSG_PEEK | MSG.MSG_DONTWAIT));
  const option = (name: number): number => {
    const [value, length] = [Buffer.alloc(4), Buffer.from([4, 0, 0, 0])];
    return Number(libc().getsockopt(fd, LEVEL.SOL_SOCKET, name, value, length)) < 0 ? -1 : value.readInt32LE(0);
  };
  const asked = [FCNTL.F_GETFD, FCNTL.F_GETFL, FCNTL.F_GETOWN, FCNTL.F_GETSIG].map((command) => Number(libc().fcntl(fd, command, 0)));
  const options = [SO.SO_RCVBUF, SO.SO_SNDBUF, SO.SO_KEEPALIVE, SO.SO_REUSEADDR, SO.SO_OOBINLINE].map(option);
  return `${room.toString('latin1', 0, Math.max(0, waiting))} ${asked.join()} ${options.join()}`;
}

const folder = process.argv[2]!;
// Abstract names are the machine's, also where this process is alone.
const here = /\d+/.exec(readlinkSync('/proc/self/ns/mnt'))![0];
mkdirSync(folder, { recursive: true, mode: 0o777 });
const addresses = {
  tcp4: listenAt('tcp4', 'AF_INET', 'SOCK_STREAM', '127.0.0.1:0'),
  anyTcp: listenAt('anyTcp', 'AF_INET6', 'SOCK_STREAM', '[::]:0'),
  tcp6: listenAt('tcp6', 'AF_INET6', 'SOCK_STREAM', '[::1]:0'),
  udp4: listenAt('udp4', 'AF_INET', 'SOCK_DGRAM', '127.0.0.1:0'),
  anyUdp: listenAt('anyUdp', 'AF_INET6', 'SOCK_DGRAM', '[::]:0'),
  udp6: listenAt('udp6', 'AF_INET6', 'SOCK_DGRAM', '[::1]:0'),
  path: listenAt('path', 'AF_UNIX', 'SOCK_STREAM', join(folder, 'stream')),
  pathDgram: listenAt('pathDgram', 'AF_UNIX', 'SOCK_DGRAM', join(folder, 'datagrams')),
  packets: listenAt('packets', 'AF_UNIX', 'SOCK_SEQPACKET', join(folder, 'packets')),
  abstract: listenAt('abstract', 'AF_UNIX', 'SOCK_STREAM', `@bystander-stream-${here}`),
  abstractDgram: listenAt('abstractDgram', 'AF_UNIX', 'SOCK_DGRAM', `@bystander-datagrams-${here}`),
  autobound: listenAt('autobound', 'AF_UNIX', 'SOCK_DGRAM', '@'),
};
symlinkSync(join(folder, 'stream'), join(folder, 'link'));
symlinkSync(folder, join(folder, 'loop'));
const pair = secretPair();

function look(): Noticed {
  const noticed: Record<string, number | string> = {};
  for (const [name, listener] of listeners) noticed[listener.stream ? `connections to ${name}` : `datagrams to ${name}`] = drain(listener);
  for (const name of SIGNALS) noticed[name] = signals[name] ?? 0;
  for (const fd of pair) noticed[`descriptor ${fd}`] = stateOf(fd);
  for (const [name, { fd }] of listeners) noticed[`state of ${name}`] = stateOf(fd);
  noticed['descriptors'] = readdirSync('/proc/self/fd').length;
  return noticed;
}

const numbers = [...pair, ...[...listeners.values()].map(({ fd }) => fd)];
const offered: Offered = { pid: process.pid, addresses, secrets: Object.fromEntries(numbers.map((fd) => [fd, inodeOf(fd)])) };
process.send!(offered);
// A signal of its own comes behind those that were sent before.
process.on('SIGPWR', () => { process.send!(look()); });
process.on('message', () => { process.kill(process.pid, 'SIGPWR'); });
process.on('disconnect', () => { process.exit(0); });
