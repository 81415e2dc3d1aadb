/** What ss says of internet sockets, and what a capture says, in one form. */
import { execFileSync } from 'node:child_process';
import { addressesOf } from '../../../app/shared/live/address.ts';
import type { Capture } from '../../../app/shared/live/capture.ts';
import { KINDS, STATES } from '../../../app/shared/live/kinds.ts';
import { holdersOf } from '../../../app/shared/live/rows.ts';

/** "tcp listening 127.0.0.1:80 - rx 0 tx 128 uid 0 ino 12 sk 3 | 812:4 813:4" */
export type Line = string;

/** ss's word for a state, and ours. */
const STATE: Readonly<Record<string, string>> = {
  'LISTEN': 'listening', 'ESTAB': 'established', 'UNCONN': 'unconnected', 'TIME-WAIT': 'time-wait', 'SYN-SENT': 'syn-sent',
  'SYN-RECV': 'syn-received',
  'FIN-WAIT-1': 'fin-wait-1', 'FIN-WAIT-2': 'fin-wait-2', 'CLOSE-WAIT': 'close-wait', 'LAST-ACK': 'last-ack', 'CLOSING': 'closing',
};

interface Holder { pid: number; fd: number }

/** Rows of `ss -tuanpe` that a process of `pids` holds. */
export function ssRows(pids: ReadonlySet<number>): Line[] {
  const text = execFileSync('ss', ['-tuanpeH'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  return text.split('\n').flatMap((line) => {
    const [netid, state, rx, tx, local, peer, ...rest] = line.trim().split(/\s+/);
    if (peer === undefined) return [];
    const tail = rest.join(' ');
    const holders = [...tail.matchAll(/pid=(\d+),fd=(\d+)/g)].map(([, pid, fd]) => ({ pid: Number(pid), fd: Number(fd) }));
    if (!holders.some(({ pid }) => pids.has(pid))) return [];
    const uid = Number(/\buid:(\d+)/.exec(tail)?.[1] ?? 0);
    const inode = Number(/\bino:(\d+)/.exec(tail)?.[1] ?? 0);
    const cookie = Number.parseInt(/\bsk:([\da-f]+)/.exec(tail)?.[1] ?? '0', 16);
    return [lineOf(netid!, STATE[state!] ?? state!, ssAddress(local!), ssAddress(peer), Number(rx), Number(tx), uid, inode, cookie,
      holders)];
  }).sort();
}

/** The same rows of a capture. */
export function captureRows(c: Capture, pids: ReadonlySet<number>): Line[] {
  const rows: Line[] = [];
  const { sockets } = c;
  for (let s = 0; s < sockets.length; s++) {
    const kind = KINDS[sockets.kind[s]!]!;
    // Sockets that are neither bound nor connected are in no table, and ss does not print them.
    if ((kind !== 'tcp' && kind !== 'udp') || sockets.state[s] === 0 || STATES[sockets.state[s]!] === 'bound-inactive') continue;
    const holders = holdersOf(c, s).map((h) => ({ pid: c.processes[c.holders.process[h]!]!.pid, fd: c.holders.descriptor[h]! }));
    if (!holders.some(({ pid }) => pids.has(pid))) continue;
    const { local, remote } = addressesOf(c, s);
    rows.push(lineOf(kind, STATES[sockets.state[s]!]!, local, remote, sockets.receiveQueue[s]!, sockets.sendQueue[s]!, sockets.uid[s]!,
      sockets.inode[s]!, Number(sockets.cookie[s]), holders));
  }
  return rows.sort();
}

function lineOf(
  kind: string, state: string, local: string, remote: string, rx: number, tx: number, uid: number, inode: number, cookie: number,
  holders: readonly Holder[],
): Line {
  const held = holders.map(({ pid, fd }) => `${pid}:${fd}`).sort().join(' ');
  return `${kind} ${state} ${local} ${remote === '' ? '-' : remote} rx ${rx} tx ${tx} uid ${uid} ino ${inode} sk ${cookie} | ${held}`;
}

/** "127.0.0.1%lo:80" and "*:80" as a capture writes them; "" where there is no peer. */
function ssAddress(text: string): string {
  const plain = text.replace(/%[^:\]]+/, '');
  if (plain.endsWith(':*')) return '';
  return plain.startsWith('*') ? `[::]${plain.slice(1)}` : plain;
}

/** Rows of one that the other has not. */
export function missing(from: readonly Line[], others: readonly Line[]): Line[] {
  const there = new Set(others);
  return from.filter((line) => !there.has(line));
}
