/** Queries on single descriptors, made only if they can matter. */
import { readFileSync } from 'node:fs';
import { kindNumber } from '../../../app/shared/live/kinds.ts';
import { type Capture, tableOf } from '../../../app/shared/live/capture.ts';
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { pinned, putText } from './bytes.ts';
import { walkCalls } from './calls.ts';
import { sameFile } from './kcmp.ts';

const LISTENING = 10;
const UNIX = kindNumber('unix');
const KCMP = 1;

const path = pinned(256);
const value = pinned(256);

/** The protocol name of a socket that no table lists, such as "TCP" or "ALG"; null if the query is not permitted. */
export function protocolName(pid: number, descriptor: number): string | null {
  const name = putText(path, 'system.sockprotoname', 128);
  const n = Number(walkCalls().getxattr(putText(path, `/proc/${pid}/fd/${descriptor}`), name, value.address, 64));
  return n > 0 ? value.bytes.toString('latin1', 0, n).replace(/\0.*$/s, '') : null;
}

/** Describes an unlisted socket: bound or new ones of TCP and UDP are in no table, and some families have none. */
export function describeUnlisted(table: SocketTable, row: number, name: string | null): void {
  const c = table.columns;
  const [, base, six] = /^(TCP|UDP|RAW|PING)(v6)?$/.exec(name ?? '') ?? [];
  const known = { TCP: ['tcp', 1], UDP: ['udp', 2], RAW: ['raw', 3] } as const;
  if (base !== undefined && Object.hasOwn(known, base)) {
    const [kind, type] = known[base as keyof typeof known];
    c.kind[row] = kindNumber(kind);
    c.type[row] = type;
    c.family[row] = six === undefined ? 2 : 10;
    return;
  }
  const local = { 'UNIX': 'unix', 'UNIX-STREAM': 'unix', 'NETLINK': 'netlink', 'PACKET': 'packet', 'AF_VSOCK': 'vsock' } as const;
  c.kind[row] = kindNumber(name === null ? 'unknown' : local[name as keyof typeof local] ?? 'other');
  if (name?.startsWith('UNIX')) c.family[row] = 1;
}

/**
 * Counts the descriptors in flight in the queues of unix sockets (P23). Only sockets with unread data are read;
 * an empty datagram is not found that way.
 */
export function countInFlight(c: Capture): void {
  const { sockets } = c;
  for (let s = 0; s < sockets.length; s++) {
    if (sockets.kind[s] !== UNIX || sockets.state[s] === LISTENING || sockets.receiveQueue[s] === 0) continue;
    const h = sockets.holderStart[s]!;
    if (h === sockets.holderStart[s + 1]!) continue;
    try {
      const text = readFileSync(`/proc/${tableOf(c.processes[c.holders.process[h]!]!)}/fdinfo/${c.holders.descriptor[h]!}`, 'latin1');
      const count = /^scm_fds:\s*(\d+)/m.exec(text)?.[1];
      if (count !== undefined) sockets.inFlight[s] = Number(count);
    } catch {
      // Closed since.
    }
  }
}

/** Runs kcmp within groups; a group with a descriptor that cannot be compared stays "by inode". */
export function confirmGroups(c: Capture): void {
  const { holderStart, sure } = c.sockets;
  for (let s = 0; s < c.sockets.length; s++) {
    const from = holderStart[s]!;
    const to = holderStart[s + 1]!;
    if (to - from < 2) continue;
    const pid = tableOf(c.processes[c.holders.process[from]!]!);
    const descriptor = c.holders.descriptor[from]!;
    let all = true;
    for (let h = from + 1; h < to && all; h++) {
      all = sameFile(pid, descriptor, tableOf(c.processes[c.holders.process[h]!]!), c.holders.descriptor[h]!) === 'same';
    }
    if (all) sure[s] = KCMP;
  }
}
