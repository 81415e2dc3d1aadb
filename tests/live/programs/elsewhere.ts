/** Scenes of sockets with odd names, and of sockets that no descriptor in the table of a process holds. */
import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { pinned } from '../../../native-bridge/linux/live/bytes.ts';
import { encodeEpollEvent } from '../../../native-bridge/linux/epoll-event.ts';
import { encodeSockaddr } from '../../../native-bridge/linux/sockaddr.ts';
import { listener, portOf } from './listener.ts';

const [AF_UNIX, AF_INET, STREAM, DATAGRAM, CLONE_FILES, CLOEXEC] = [1, 2, 1, 2, 0x400, 0o2000000];
const [SOL_SOCKET, SO_REUSEPORT] = [1, 15];
/** accept4, and the call that recv becomes, on x86-64 and arm64. */
const [ACCEPTS, READS] = [['288', '242'], ['45', '207']];
const [URING_SETUP, URING_REGISTER, REGISTER_FILES, URING_PARAMS] = [425, 427, 2, 120];
/** asm/unistd.h. */
const [UNSHARE, GETTID] = process.arch === 'arm64' ? [97, 178] : [272, 186];
const c = libc();

export const ELSEWHERE: Readonly<Record<string, () => object | Promise<object>>> = {
  /** The name of the process and the path of its socket are the next arguments, in hexadecimal. */
  'odd-names': () => {
    const [name, path] = [3, 4].map((i) => Buffer.from(process.argv[i]!, 'hex'));
    writeSync(openSync('/proc/self/comm', 'w'), name!);
    const fd = Number(c.socket(AF_UNIX, STREAM, 0));
    const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), path!, Buffer.from([0])]);
    if (Number(c.bind(fd, address, address.length)) < 0 || Number(c.listen(fd, 8)) < 0) throw new Error('no listener');
    return { fd, port: listener().port };
  },
  /** A thread that has left the table of its process, and listens. */
  'own-table': () => thread('own-table', -1),
  /** A listener that only an io_uring has, in slot 1. */
  'ring': () => {
    const { fd, port } = listener();
    const [params, files] = [pinned(URING_PARAMS), pinned(8)];
    const ring = Number(c.syscall(URING_SETUP, 4, params.address, 0, 0, 0));
    files.bytes.writeInt32LE(-1, 0);
    files.bytes.writeInt32LE(fd, 4);
    if (Number(c.syscall(URING_REGISTER, ring, REGISTER_FILES, files.address, 2, 0)) < 0) throw new Error('no io_uring');
    c.close(fd);
    return { ring, port };
  },
  /** A thread that waits in accept on a number that the main thread closes. */
  'blocked-call': async () => {
    const { fd, port } = listener();
    const made = await thread('blocked-call', fd);
    while (!readdirSync('/proc/self/task').some((tid) => isIn(tid, ACCEPTS, fd))) await pause(5);
    c.close(fd);
    return { ...made, fd, port };
  },
  /** A blocking listener behind epoll. */
  'blocking-listener': () => {
    const { fd, port } = listener();
    const epoll = Number(c.epoll_create1(CLOEXEC));
    c.epoll_ctl(epoll, 1, fd, encodeEpollEvent(1, fd));
    return { fd, epoll, port };
  },
  /** Two UDP sockets on one port, neither of which is read. */
  'unread-datagrams': async () => {
    const one = datagrams(0);
    const two = datagrams(one.port);
    for (let n = 0; n < 64; n++) {
      const client = Number(c.socket(AF_INET, DATAGRAM, 0));
      const to = encodeSockaddr(`127.0.0.1:${one.port}`);
      c.sendto(client, Buffer.from('hello'), 5, 0, to, to.length);
      c.close(client);
    }
    await pause(50);
    return { first: one.fd, second: two.fd, port: one.port };
  },
  /** A connection whose accepted end only a child holds, which never reads; the client waits for the end of the stream. */
  'left-connection': async () => {
    const { fd, port } = listener();
    const client = Number(c.socket(AF_INET, STREAM | CLOEXEC, 0));
    const address = encodeSockaddr(`127.0.0.1:${port}`);
    c.connect(client, address, address.length);
    const accepted = Number(c.accept4(fd, null, null, CLOEXEC));
    const child = spawn('/bin/sleep', ['600'], { stdio: ['pipe', 'ignore', 'ignore', accepted] }).pid;
    c.close(accepted);
    const clientPort = portOf(client);
    await thread('reads', client);
    while (!readdirSync('/proc/self/task').some((tid) => isIn(tid, READS, client))) await pause(5);
    return { port, client, child, clientPort };
  },
  /** Three listeners on unix paths below the folder of the next argument: reachable, removed, and replaced by the first. */
  'unix-paths': () => {
    const folder = process.argv[3]!;
    const fds = ['kept', 'removed', 'replaced', 'replaced'].map((name) => {
      const path = `${folder}/${name}`;
      rmSync(path, { force: true });
      const fd = Number(c.socket(AF_UNIX, STREAM, 0));
      const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), Buffer.from(`${path}\0`)]);
      if (Number(c.bind(fd, address, address.length)) < 0 || Number(c.listen(fd, 8)) < 0) throw new Error('no listener');
      return fd;
    });
    rmSync(`${folder}/removed`);
    return { fds };
  },
  /** Two children of a process that is about to end, with its listener. */
  'heirs': () => {
    const { fd, port } = listener();
    const heirs = [1, 2].map(() => spawn('/bin/sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', fd] }).pid);
    return { port, heirs };
  },
  /** A connection that nobody accepts, and its client. */
  'backlog': () => {
    const { fd, port } = listener();
    const client = Number(c.socket(AF_INET, STREAM, 0));
    const address = encodeSockaddr(`127.0.0.1:${port}`);
    if (Number(c.connect(client, address, address.length)) < 0) throw new Error('no connection');
    return { fd, client, port };
  },
};

function thread(what: string, fd: number): Promise<object> {
  return new Promise((resolve) => { new Worker(new URL(import.meta.url), { workerData: { what, fd } }).once('message', resolve); });
}

/** What a thread of a scene does; it does not return. */
export function inThread(): void {
  const { what, fd } = workerData as { what: string; fd: number };
  const tid = Number(c.syscall(GETTID, 0, 0, 0, 0, 0));
  if (what === 'own-table') {
    if (Number(c.syscall(UNSHARE, CLONE_FILES, 0, 0, 0, 0)) < 0) throw new Error('no separate table');
    parentPort!.postMessage({ tid, ...listener() });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  parentPort!.postMessage({ tid });
  if (what === 'reads') c.recv(fd, Buffer.alloc(8), 8, 0);
  else c.accept4(fd, null, null, 0);
}

function isIn(tid: string, calls: readonly string[], fd: number): boolean {
  const [call = '', number] = readFileSync(`/proc/self/task/${tid}/syscall`, 'latin1').split(' ');
  return calls.includes(call) && Number(number) === fd;
}

function datagrams(port: number): { fd: number; port: number } {
  const fd = Number(c.socket(AF_INET, DATAGRAM, 0));
  c.setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, Buffer.from([1, 0, 0, 0]), 4);
  const address = encodeSockaddr(`127.0.0.1:${port}`);
  if (Number(c.bind(fd, address, address.length)) < 0) throw new Error('no UDP socket');
  return { fd, port: portOf(fd) };
}
