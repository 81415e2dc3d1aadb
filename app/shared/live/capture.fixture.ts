/** A small capture for unit tests, made as a scan makes one. */
import { type Capture, type CaptureHeader, INVENTORY_FORMAT, type LiveProcess } from './capture.ts';
import { join } from './join.ts';
import { kindNumber } from './kinds.ts';
import { lookupIn, markStale, staleCandidates } from './stale.ts';
import { SocketTable } from './socket-table.ts';

export const header: CaptureHeader = {
  format: INVENTORY_FORMAT, host: { name: 'web-1', system: 'Linux 6.1' }, startedAt: 1_795_000_000_000, endedAt: 1_795_000_000_100,
  tier: 'proc', why: 'A test.',
  user: { id: 0, name: 'root' }, namespaces: [{ id: '4026531840', name: 'own', own: true, tables: 'sock_diag' }],
  hidden: { processes: 0, descriptors: 0, sockets: 0, namespaces: 0 }, notes: [], rescan: null,
};

const process = (pid: number, name: string,
  parent = 1): LiveProcess => ({ pid, name, startedAt: 1_794_000_000_000 + pid * 10, uid: 33, parent, namespace: 0, readable: true });
const PROCESSES = [process(100, 'nginx'), process(101, 'nginx', 100), process(200, 'redis, "the" one')];

/** What a test changes: queue of the connection, and whether redis is there. */
export interface Variation {
  unread?: number;
  redis?: boolean;
  hidden?: number;
}

/**
 * nginx listens on 127.0.0.1:8080, shared with its worker, which watches it; the worker has a connection from
 * [2001:db8::1]:4000, registered under 9, which stands for redis's path socket by no means; redis has /run/redis.sock.
 */
export function fixture({ unread = 5, redis = true, hidden = 0 }: Variation = {}): Capture {
  const table = new SocketTable(1);
  const inet = (
    inode: number, family: number, state: number, local: number[], port: number, remote: number[] = [], remotePort = 0,
  ): number => {
    const s = table.add(inode);
    const c = table.columns;
    [c.kind[s], c.family[s], c.type[s], c.state[s], c.localPort[s], c.remotePort[s], c.cookie[s]] = [kindNumber('tcp'), family, 1, state,
      port, remotePort, BigInt(inode) + 7n];
    c.address.set(local, 32 * s);
    c.address.set(remote, 32 * s + 16);
    return s;
  };
  inet(1001, 2, 10, [127, 0, 0, 1], 8080);
  table.columns.acceptor[0] = 1;
  table.columns.sure[0] = 1;
  const six = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const s = inet(1002, 10, 1, [...six, 2], 8080, [...six, 1], 4000);
  table.columns.receiveQueue[s] = unread;
  inet(0, 2, 6, [127, 0, 0, 1], 8080, [127, 0, 0, 1], 5000);
  if (redis) {
    const path = table.add(1003);
    const c = table.columns;
    [c.kind[path], c.family[path], c.type[path], c.state[path]] = [kindNumber('unix'), 1, 1, 10];
    table.name(path, new TextEncoder().encode('/run/redis.sock'));
    c.acceptor[path] = 2;
  }
  const held = redis ? [[0, 6, 1001], [1, 6, 1001], [1, 8, 1002], [2, 4, 1003]] : [[0, 6, 1001], [1, 6, 1001], [1, 8, 1002]];
  const processes = redis ? PROCESSES : PROCESSES.slice(0, 2);
  const start = Uint32Array.from({ length: processes.length + 1 }, (_, p) => held.filter(([of]) => of! < p).length);
  const capture = join({
    header: { ...header, hidden: { ...header.hidden, processes: hidden } }, table,
    instances: [{ holders: [{ process: 1, descriptor: 11 }], sure: true }],
    walked: { processes, start, descriptor: Uint32Array.from(held, ([, fd]) => fd!),
      inode: Uint32Array.from(held, ([, , inode]) => inode!) },
    registrations: {
      length: 2, instance: Uint32Array.of(0, 0), descriptor: Int32Array.of(6, 9), mask: Uint32Array.of(1, 0x80000001),
      data: BigUint64Array.of(6n, 0xffff888000000001n), inode: Uint32Array.of(1001, 1002),
    },
  }, () => {});
  const lookup = lookupIn(capture);
  for (const w of staleCandidates(capture)) markStale(capture, w, lookup);
  return capture;
}
