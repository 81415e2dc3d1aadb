/** The other end of a connection inside this machine. */
import { addressesOf, asIPv4 } from './address.ts';
import type { Capture } from './capture.ts';
import type { LivePart } from './hazard-kinds.ts';
import { listenersOf } from './kept.ts';
import { provenance } from './provenance.ts';
import { holdersOf, socketRow } from './rows.ts';
import { socketText } from './socket-text.ts';
import { backlogText, heldBy } from './why.ts';

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
  const mine = endsOf(c, s);
  let elsewhere: number | null = null;
  for (let o = 0; o < sockets.length; o++) {
    if (sockets.localPort[o] !== sockets.remotePort[s] || sockets.remotePort[o] !== sockets.localPort[s]
      || sockets.kind[o] !== sockets.kind[s] || o === s) continue;
    const theirs = endsOf(c, o);
    if (theirs.local !== mine.remote || theirs.remote !== mine.local) continue;
    if (sockets.namespace[o] === sockets.namespace[s]) return o;
    if (!/^(127\.|\[::1\])/.test(mine.remote)) elsewhere = o;
  }
  return elsewhere;
}

/** An IPv4-mapped end is connected to one of IPv4. */
function endsOf(c: Capture, s: number): { local: string; remote: string } {
  const { local, remote } = addressesOf(c, s);
  return { local: asIPv4(local), remote: asIPv4(remote) };
}

/** One or two sentences about the other end and its holders; empty if it is not known. */
export function peerText(c: Capture, s: number): LivePart[] {
  const peer = peerOf(c, s);
  if (peer === null) return [];
  const name: LivePart = { socket: peer, text: socketText(socketRow(c, peer)) };
  const listeners = listenersOf(c, peer);
  if (listeners.length > 0) return ['The other end, ', name, ', waits in ', ...backlogText(c, listeners), ': no process has accepted it.'];
  const holders = holdersOf(c, peer);
  if (c.sockets.inode[peer] === 0) return ['The other end, ', name, `, has no holder any more: it is ${socketRow(c, peer).state}.`];
  if (holders.length === 0) return ['The other end, ', name, ', has no visible holder.'];
  const [origin] = holders.flatMap((h) => provenance(c, h) ?? []);
  const neither = holders.length === 1 ? 'it neither reads it nor waits for it' : 'none of them reads it or waits for it';
  const idle = c.idle.has(peer) ? `; ${neither}` : '';
  const waits = c.idle.has(s) && !c.idle.has(peer)
    ? ' It gets no data and no end of the stream from here as long as no holder writes and not every holder closes.' : '';
  return ['The other end, ', name, ', is held by ', ...heldBy(c, peer), origin === undefined ? '' : ` (${origin})`, `${idle}.${waits}`];
}
