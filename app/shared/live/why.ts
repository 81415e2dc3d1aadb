/** Why a socket is still open, and the origin of its descriptors, as far as one capture can show. */
import { type Capture, isPartial, type PathState } from './capture.ts';
import { type LivePart, processText } from './hazard-kinds.ts';
import { hiddenText, listed } from './hazards.ts';
import { alsoPossible, keptText, listenersOf, possiblePlaces } from './kept.ts';
import { rivalsOf } from './rivals.ts';
import { holdersOf, type SocketRow, socketRow } from './rows.ts';
import { creatorText, socketText } from './socket-text.ts';

const LISTENING = 10;

/** Returns one or two sentences: the holders, and what would close the socket. */
export function whyOpen(c: Capture, s: number): LivePart[] {
  const row = socketRow(c, s);
  const text = `${socketText(row)}${row.namespace === 'own' || row.namespace === '' ? '' : ` in network namespace ${row.namespace}`}`;
  if (c.sockets.inode[s] === 0) {
    const listeners = listenersOf(c, s);
    if (listeners.length > 0) {
      return [`${text} waits in `, ...backlogText(c, listeners),
        '. The system keeps it until a process accepts it or the connection ends.'];
    }
    const until = row.state === 'time-wait' ? 'for a minute after the close, to catch late packets' : 'until the connection ends';
    return [`${text} has no holder. The system keeps it ${until}.`];
  }
  const rivals = rivalsText(c, s);
  return [...heldText(c, s, text), ...(rivals === '' ? [] : [rivals]), PATH[c.paths.get(s) ?? 'reachable']];
}

/** Why clients of a unix path do not reach the socket. */
const PATH: Readonly<Record<PathState, string>> = {
  reachable: '', removed: ' No client can reach it: the file at its path was removed.',
  replaced: ' No client can reach it: its path leads to another file now, which has replaced it.',
  elsewhere: ' Its path leads to it only in the mount namespace of its holder.',
};

/** Distinguishes sockets bound to one address from descriptors of one socket (P19). */
function rivalsText(c: Capture, s: number): string {
  const count = rivalsOf(c, s);
  if (count === 0) return '';
  const who = c.sockets.state[s] === LISTENING ? 'the system gives each connection to one of them'
    : 'the system chooses the receiver of each packet';
  const [others, option] = [count === 1 ? '1 other socket is' : `${count} other sockets are`,
    c.header.tier === 'handles' ? 'SO_REUSEADDR' : 'SO_REUSEPORT or SO_REUSEADDR, P19'];
  return ` ${others} bound to the same address (${option}): they share nothing with this one, and ${who}.`;
}

function heldText(c: Capture, s: number, text: string): LivePart[] {
  const row = socketRow(c, s);
  const holders = holdersOf(c, s);
  const windows = c.header.tier === 'handles';
  if (holders.length === 0) {
    const created = row.creator === null ? ''
      : ` The owner tables name ${creatorText(row)} as its creator, which can have closed it since.`;
    if (windows && !isPartial(c.header)) return [`${text} had no holder when the handle table was read.${created}`];
    const kept = keptText(c, s);
    if (kept) return [`${text} ${row.state === 'listening' ? 'listens' : 'is open'} because `, ...kept];
    const places = possiblePlaces(c, s);
    const hidden = isPartial(c.header);
    if (places && !hidden) return [`${text} is open, but no process has a descriptor for it.`, ...places];
    return [hidden
      ? `${text} has no holder that user ${c.header.user.name} can see; `
        + `${hiddenText(c.header)} hidden.${created}${windows ? '' : ownerText(row)} Run as `
        + `${windows ? 'administrator' : 'root'} to see its holder.`
      : `${text} is open, but no process has a descriptor for it. It is in flight in the queue of a unix socket, held by a `
        + `blocked call or outside this PID namespace, or owned by the kernel.`, ...(hidden ? alsoPossible(c, s) : [])];
  }
  const what = row.state === 'listening' ? 'listens' : 'is open';
  const one = new Set(holders.map((h) => c.holders.process[h])).size === 1;
  const first: LivePart[] = [`${text} ${what} because `, ...heldBy(c, s), one ? ' holds it' : ' hold it'];
  // HandleCount covers every process; an export not imported yet is already a handle of its target (S7).
  const unseen = (row.references ?? 0) - holders.length;
  if (unseen > 0)
    return [...first,
      `, and so ${unseen === 1 ? 'does 1 reference' : `do ${unseen} references`} of hidden processes: descriptors, or `
        + `exports not yet imported (S7). It closes with the last one (S31).`];
  if (holders.length === 1) return [...first, ': it closes when that descriptor is closed.'];
  return [...first, `: it closes when the last of the ${holders.length} descriptors is closed (${windows ? 'S31' : 'P16'}).`];
}

/** "the backlog of TCP 127.0.0.1:80, held by a (1) as descriptor 3". */
export function backlogText(c: Capture, listeners: readonly number[]): LivePart[] {
  const [first] = listeners as [number];
  const name: LivePart = { socket: first, text: socketText(socketRow(c, first)) };
  if (listeners.length === 1) return ['the backlog of ', name, ', held by ', ...heldBy(c, first)];
  return [`the backlog of one of ${listeners.length} listeners of `, name, ', held by ',
    ...listeners.flatMap((o, i): LivePart[] => [i === 0 ? '' : ' or by ', ...heldBy(c, o)])];
}

/** "a (1) as descriptor 3, b (2) as descriptor 4 and 3 more processes". */
export function heldBy(c: Capture, s: number): LivePart[] {
  const byProcess = new Map<number, number[]>();
  for (const h of holdersOf(c, s)) byProcess.set(c.holders.process[h]!, [...(byProcess.get(c.holders.process[h]!) ?? []), h]);
  const parts = [...byProcess].slice(0, 6).map(([p, own]): LivePart => ({
    holder: own[0]!,
    text:
      `${processText(c.processes[p]!)} as descriptor `
        + `${own.map((h) => c.holders.descriptor[h]!).slice(0, 4).join(', ')}${own.length > 4 ? ' and more' : ''}`,
  }));
  if (byProcess.size > 6) parts.push(`${byProcess.size - 6} more processes`);
  return parts.length === 0 ? ['no visible process'] : listed(parts);
}

/** The tables show the user id of a socket to every user. */
const ownerText = ({ kind, uid }: Pick<SocketRow, 'kind' | 'uid'>): string =>
  (kind === 'tcp' || kind === 'udp' || kind === 'unix' ? ` It belongs to ${uid === 0 ? 'root' : `user ${uid}`}.` : '');
