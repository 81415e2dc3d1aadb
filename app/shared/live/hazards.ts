/** The hazards of one socket in a capture. */
import { type Capture, isPartial, WATCHER } from './capture.ts';
import { type LiveHazard, LIVE_HAZARDS, type LiveHazardId, type LivePart, processText } from './hazard-kinds.ts';
import { keptOf } from './kept.ts';
import { ACCEPTORS } from './kinds.ts';
import { type SocketRow, holdersOf, socketRow, watcherRow } from './rows.ts';
import { rivalsOf } from './rivals.ts';
import { creatorText, socketText } from './socket-text.ts';

const LISTENING = 10;

/** Returns the hazards of socket `s`; empty for most. */
export function hazardsOf(c: Capture, s: number): LiveHazard[] {
  return [...acceptorHazards(c, s), ...readerHazards(c, s), ...watcherHazards(c, s), ...holderHazards(c, s), ...creatorHazards(c, s)];
}

/** Returns only their ids, without sentences, for rows. */
export function hazardIds(c: Capture, s: number): LiveHazardId[] {
  return [...new Set(hazardsOf(c, s).map((h) => h.id))];
}

function hazard(id: LiveHazardId, socket: number, certain: boolean, sentence: readonly LivePart[]): LiveHazard {
  return { id, ...LIVE_HAZARDS[id], socket, certain, sentence };
}

/** P16: it listens as long as a process holds it, even if none accepts. */
function acceptorHazards(c: Capture, s: number): LiveHazard[] {
  const { sockets } = c;
  if (sockets.state[s] !== LISTENING || ACCEPTORS[sockets.acceptor[s]!] !== 'none seen') return [];
  const row = socketRow(c, s);
  const waiting = sockets.receiveQueue[s]!;
  const who = row.holders === 0 ? ['no process holds it']
    : [...names(c, s),
      processesAt(c, s) === 1 ? ' holds it, but neither watches it with epoll nor waits in accept'
        : ' hold it, but none of them watches it with epoll or waits in accept'];
  const queue = waiting === 0 ? 'Clients connect and are not served.'
    : `${waiting} ${waiting === 1 ? 'connection waits' : 'connections wait'}.`;
  return [hazard('no-live-acceptor', s, true, [`${socketText(row)} listens; `, ...who, `. ${queue}${shareText(c, s)}`])];
}

/** The part of the clients that SO_REUSEPORT sends here (P19). */
function shareText(c: Capture, s: number): string {
  const rivals = rivalsOf(c, s);
  return rivals === 0 ? '' : ` About 1 in ${rivals + 1} new clients is sent to it.`;
}

/** Data waits and no holder reads it; or one that reads blocks its event loop. */
function readerHazards(c: Capture, s: number): LiveHazard[] {
  if (!c.idle.has(s) && !c.blocking.has(s)) return [];
  const { sockets } = c;
  const row = socketRow(c, s);
  const found: LiveHazard[] = [];
  const unread = unreadAt(row);
  if (c.idle.has(s) && unread > 0 && row.holders > 0) {
    const holds = processesAt(c, s) === 1 ? 'holds it, but neither watches it with epoll nor waits'
      : 'hold it, but none of them watches it with epoll or waits';
    const effect = row.type === 'datagram' ? 'It fills up, and further datagrams are dropped.' : 'Its peer gets no answer.';
    found.push(hazard('never-read', s, true, [`${socketText(row)} has ${unread} byte${unread === 1 ? '' : 's'} to read; `, ...names(c, s),
      ` ${holds} in a call that reads. ${effect}${sockets.remotePort[s] === 0 ? shareText(c, s) : ''}`]));
  }
  if (c.idle.has(s) && unread === 0 && row.holders > 0 && (row.state === 'established' || row.state === 'close-wait')
    && row.remote !== '') {
    const [holds, none] = processesAt(c, s) === 1 ? ['holds it, but neither', 'nor waits'] : ['hold it, but none of them', 'or waits'];
    const effect = row.state === 'close-wait' ? 'Its peer has ended it and waits for the same from here.'
      : 'Its peer gets no answer, and no end of the stream.';
    found.push(hazard('idle-connection', s, false, [`${socketText(row)} is open; `, ...names(c, s),
      ` ${holds} watches it with epoll ${none} in a call that reads now. ${effect}`]));
  }
  if (c.blocking.has(s) && (row.state === 'listening' || row.holders > 1)) {
    const when = row.state === 'listening' ? 'the connection has ended by then' : 'another holder reads the data first';
    found.push(hazard('blocking-in-event-loop', s, true, [`An event loop watches ${socketText(row)} through a descriptor in blocking mode: `
      + `if ${when}, the call blocks the whole loop.`]));
  }
  return found;
}

/** Bytes to read. The kernel counts the end of a TCP stream as one (tcp_diag_get_info). */
const unreadAt = ({ kind, state, receiveQueue }: SocketRow): number =>
  (kind === 'tcp' && state === 'close-wait' ? Math.max(0, receiveQueue - 1) : receiveQueue);

/** Processes that hold a socket, whatever the number of their descriptors. */
const processesAt = (c: Capture, s: number): number => new Set(holdersOf(c, s).map((h) => c.holders.process[h])).size;

/** P13, P22. */
function watcherHazards(c: Capture, s: number): LiveHazard[] {
  const found: LiveHazard[] = [];
  const { sockets, watchers } = c;
  for (let w = sockets.watcherStart[s]!; w < sockets.watcherStart[s + 1]!; w++) {
    const flags = watchers.flags[w]!;
    if ((flags & WATCHER.stale) === 0) continue;
    const row = watcherRow(c, w);
    const [instance] = row.instance;
    const whose: LivePart = instance === undefined ? 'an epoll instance'
      : { watcher: w, text: `epoll ${instance.descriptor} of ${processText(instance)}` };
    const certain = (flags & WATCHER.unsure) === 0;
    const doubt = certain ? '' : ' A process that this user cannot read could still have it.';
    const keeper = holdersOf(c, s).length === 0 ? 'a hidden holder' : 'another descriptor';
    found.push(hazard('stale-epoll-item', s, certain, [
      whose, ` still reports ${socketText(socketRow(c, s))} under the number ${row.descriptor}, which was closed. The item `
        + `remains because ${keeper} keeps the socket open. It can be changed or deleted only while that number refers to this `
        + `socket again (dup2).${doubt}`,
    ]));
    if ((flags & WATCHER.reused) !== 0) {
      found.push(hazard('number-reuse', s, certain, [
        `The number ${row.descriptor} now refers to another socket, and `, whose,
        ' still reports this one under it. Events of one look like events of the other.',
      ]));
    }
  }
  return found;
}

/** P5, P23, P25: an invisible holder keeps it open. */
function holderHazards(c: Capture, s: number): LiveHazard[] {
  const { sockets, header } = c;
  if (sockets.inode[s] === 0 || sockets.holderStart[s + 1] !== sockets.holderStart[s]) return [];
  const text = socketText(socketRow(c, s));
  const kept = keptOf(c, s).find((k) => k.certain);
  if (kept) {
    return kept.by !== 'queue' ? []
      : [hazard('only-in-flight', s, true, [`Only a queue keeps ${text} open: it is lost if the queue is closed.`])];
  }
  if (isPartial(header)) {
    return [hazard('hidden-holders', s, false, [
      `${text} is open, and no visible process holds it: ${hiddenText(header)} hidden from user ${header.user.name}. Run as `
        + `${header.tier === 'handles' ? 'administrator' : 'root'} to see them.`,
    ])];
  }
  // A handle that was closed while the table was read; Windows has no transfers without one (S7).
  if (header.tier === 'handles') return [];
  // The kernel opens sockets too.
  if (c.looked.has(s) && keptOf(c, s).length === 0) return [];
  if (sockets.kind[s] !== undefined && sockets.state[s] !== LISTENING && sockets.localPort[s] === 0) return [];
  return [hazard('only-in-flight', s, false,
    [`${text} is open, but no process holds it. It is in flight in a queue, held outside this PID namespace, owned by the `
      + `kernel, or was closed during the scan.`])];
}

/** S31, S50: the owner tables of Windows name the creator. */
function creatorHazards(c: Capture, s: number): LiveHazard[] {
  const creator = c.sockets.creator?.[s] ?? 0;
  if (creator === 0) return [];
  const holders = holdersOf(c, s).map((h) => c.processes[c.holders.process[h]!]!);
  if (holders.length === 0 || holders.some((p) => p.pid === creator)) return [];
  return [hazard('creator-unlike-holder', s, !isPartial(c.header), [
    `The owner tables name ${creatorText(socketRow(c, s))}, which created ${socketText(socketRow(c, s))} and no longer holds it: `,
    ...names(c, s), holders.length === 1 ? ' does.' : ' do.',
  ])];
}

/** "1 process is", "3 processes are", "the processes of other users are" (hidepid). */
export const hiddenText = ({ hidden: { processes, unlisted } }: Pick<Capture['header'], 'hidden'>): string =>
  (unlisted ? 'the processes of other users are' : processes === 1 ? '1 process is' : `${processes} processes are`);

/** The holding processes, each once, as "a (1), b (2) and 3 more". */
function names(c: Capture, s: number): LivePart[] {
  const seen = new Map<number, number>();
  for (const h of holdersOf(c, s)) if (!seen.has(c.holders.process[h]!)) seen.set(c.holders.process[h]!, h);
  const shown = [...seen].slice(0, 4).map(([p, h]): LivePart => ({ holder: h, text: processText(c.processes[p]!) }));
  const more = seen.size - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly LivePart[]): LivePart[] {
  return parts.flatMap((part, i): LivePart[] => (i === 0 ? [part] : [i === parts.length - 1 ? ' and ' : ', ', part]));
}
