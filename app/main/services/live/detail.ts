/** All details of one socket, including those queried from its processes now. */
import type { LiveDetail } from '../../../shared/live/answers.ts';
import { addressesOf } from '../../../shared/live/address.ts';
import type { Capture } from '../../../shared/live/capture.ts';
import { socketRow } from '../../../shared/live/rows.ts';
import { who } from '../../../shared/live/who.ts';
import { closeOnExec, commandLine } from '../../../../native-bridge/linux/live/ask.ts';
import type { Stored } from './captures.ts';
import { askedOf, whyNot } from './fetching.ts';

/** Maximum number of processes queried for one detail: a socket can have thousands of holders. */
const ASKED = 64;

export function detailOf(stored: Stored, s: number): LiveDetail {
  const { capture } = stored;
  const { row, holders, watchers, hazards, why } = who(capture, s);
  const live = stored.told.source.kind === 'scan' && process.platform === 'linux';
  const peer = peerOf(capture, s);
  return {
    row, watchers, hazards, why, peer: peer === null ? null : socketRow(capture, peer),
    holders: holders.map((h, i) => {
      const asked = live && i < ASKED;
      const reason = asked ? whyNot(stored, h.holder) : 'Only the first holders are checked.';
      return {
        ...h, closeOnExec: h.closeOnExec ?? (asked ? closeOnExec(askedOf(stored, h.holder)) : null),
        command: asked ? commandLine(h.process.pid, h.process.startedAt) : null,
        fetch: live && reason === null ? { possible: true } as const
          : { possible: false, why: live ? reason! : whyNot(stored, h.holder)! } as const,
      };
    }),
  };
}

/**
 * The other end: by inode for unix sockets, by swapped addresses for connections inside this machine. Loopback
 * addresses belong to one namespace each; others can connect two namespaces.
 */
export function peerOf(c: Capture, s: number): number | null {
  const { sockets } = c;
  if (sockets.peer[s] !== 0) {
    const at = sockets.inode.indexOf(sockets.peer[s]!);
    return at < 0 ? null : at;
  }
  if (sockets.remotePort[s] === 0) return null;
  const mine = addressesOf(c, s);
  let elsewhere: number | null = null;
  for (let o = 0; o < sockets.length; o++) {
    if (sockets.localPort[o] !== sockets.remotePort[s] || sockets.remotePort[o] !== sockets.localPort[s]
      || sockets.kind[o] !== sockets.kind[s] || o === s) continue;
    const theirs = addressesOf(c, o);
    if (theirs.local !== mine.remote || theirs.remote !== mine.local) continue;
    if (sockets.namespace[o] === sockets.namespace[s]) return o;
    if (!/^(127\.|\[::1\]|\[::ffff:127\.)/.test(mine.remote)) elsewhere = o;
  }
  return elsewhere;
}
