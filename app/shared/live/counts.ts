/** The figures of a capture. */
import { type Capture, WATCHER } from './capture.ts';
import type { LiveCounts } from './answers.ts';
import { ACCEPTORS } from './kinds.ts';

const LISTENING = 10;
const NONE_SEEN = ACCEPTORS.indexOf('none seen');

export function countsOf({ sockets, holders, watchers, processes }: Capture): LiveCounts {
  const counts = { sockets: sockets.length, holders: holders.length, shared: 0, watchers: watchers.length, stale: 0, listeners: 0,
    noAcceptor: 0, inFlight: 0, processes: processes.length };
  for (let s = 0; s < sockets.length; s++) {
    if (sockets.holderStart[s + 1]! - sockets.holderStart[s]! > 1) counts.shared += 1;
    if (sockets.state[s] === LISTENING) counts.listeners += 1;
    if (sockets.acceptor[s] === NONE_SEEN) counts.noAcceptor += 1;
    if (sockets.inFlight[s]! > 0) counts.inFlight += sockets.inFlight[s]!;
  }
  for (let w = 0; w < watchers.length; w++) if ((watchers.flags[w]! & WATCHER.stale) !== 0) counts.stale += 1;
  return counts;
}
