/** Captures as compact columns for a graph. */
import { addressesOf } from './address.ts';
import { type Capture, WATCHER } from './capture.ts';
import type { LiveGroups } from './answers.ts';
import { ACCEPTORS, KINDS } from './kinds.ts';
import { label, socketKey, staleCount } from './rows.ts';
import { shortText } from './socket-text.ts';

const MARK = { stale: 1, noAcceptor: 2, inFlight: 4, hidden: 8 } as const;
const NONE_SEEN = ACCEPTORS.indexOf('none seen');

/** The first `count` of `rows`, with the processes that hold or watch them. */
export function groupColumns(c: Capture, rows: Uint32Array, count: number): LiveGroups {
  const places = new Map<number, number>();
  const g: LiveGroups & { processes: LiveGroups['processes'][number][] } = {
    processes: [], socket: [], key: [], label: [], kind: [], state: [], holders: [], marks: [], holderProcess: [], holderSocket: [],
    holderCount: [],
    watchProcess: [], watchSocket: [], watchStale: [], total: rows.length, problem: null,
  };
  const placeOf = (process: number): number => {
    const known = places.get(process);
    if (known !== undefined) return known;
    const place = g.processes.push({ ...label(c, process), id: process }) - 1;
    places.set(process, place);
    return place;
  };
  for (const s of rows.subarray(0, count)) {
    const node = g.socket.push(s) - 1;
    const { sockets } = c;
    const [from, to] = [sockets.holderStart[s]!, sockets.holderStart[s + 1]!];
    g.key.push(socketKey(c, s));
    g.label.push(shortText({ kind: KINDS[sockets.kind[s]!]!, local: addressesOf(c, s).local, inode: String(sockets.inode[s]!) }));
    g.kind.push(sockets.kind[s]!);
    g.state.push(sockets.state[s]!);
    g.holders.push(to - from);
    const counts = new Map<number, number>();
    for (let h = from; h < to; h++) counts.set(c.holders.process[h]!, (counts.get(c.holders.process[h]!) ?? 0) + 1);
    for (const [process, descriptors] of counts) {
      g.holderProcess.push(placeOf(process));
      g.holderSocket.push(node);
      g.holderCount.push(descriptors);
    }
    const watching = watchEdges(c, s);
    for (const [process, stale] of watching) {
      g.watchProcess.push(placeOf(process));
      g.watchSocket.push(node);
      g.watchStale.push(stale ? 1 : 0);
    }
    g.marks.push(((staleCount(c, s) > 0 ? MARK.stale : 0) | (sockets.acceptor[s] === NONE_SEEN ? MARK.noAcceptor : 0)
      | (sockets.inFlight[s]! > 0 ? MARK.inFlight : 0) | (from === to && sockets.inode[s] !== 0 ? MARK.hidden : 0)));
  }
  return g;
}

/** Watching processes, with true where all of their registrations are stale. */
function watchEdges(c: Capture, s: number): Map<number, boolean> {
  const edges = new Map<number, boolean>();
  for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++) {
    const stale = (c.watchers.flags[w]! & WATCHER.stale) !== 0;
    for (const { process } of c.instances[c.watchers.instance[w]!]!.holders) edges.set(process, stale && edges.get(process) !== false);
  }
  return edges;
}
