/** Whether a process accepts connections from a listener: a live registration, or a thread blocked in accept. */
import { readdirSync, readFileSync } from 'node:fs';
import { ACCEPTORS } from '../../../app/shared/live/kinds.ts';
import { type Capture, WATCHER } from '../../../app/shared/live/capture.ts';

const LISTENING = 10;
const [NOT_KNOWN, SEEN, NONE_SEEN, HIDDEN] = ACCEPTORS.map((_, i) => i) as [number, number, number, number];
/** Call numbers: those that accept a connection, and those that can wait for one without naming the listener. */
const NUMBERS = process.arch === 'arm64'
  ? { accept: [202, 242], wait: [72, 73, 426] }
  : { accept: [43, 288], wait: [7, 23, 270, 271, 426] };

interface Waiting {
  /** Descriptors on which a thread is blocked in accept. */
  accepting: Set<number>;
  /** A thread is running, or waits in poll, select or io_uring: its listener cannot be determined. */
  unclear: boolean;
}

/** Fills the column of acceptors, in place. Queries processes only for listeners without a watcher. */
export function findAcceptors(c: Capture): void {
  const asked = new Map<number, Waiting>();
  const waiting = (process: number): Waiting => {
    const known = asked.get(process) ?? whatThreadsDo(c, process);
    asked.set(process, known);
    return known;
  };
  for (let s = 0; s < c.sockets.length; s++) {
    if (c.sockets.state[s] !== LISTENING) continue;
    c.sockets.acceptor[s] = acceptorOf(c, s, waiting);
  }
}

function acceptorOf(c: Capture, s: number, waiting: (process: number) => Waiting): number {
  for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++)
    if ((c.watchers.flags[w]! & WATCHER.stale) === 0) return SEEN;
  const [from, to] = [c.sockets.holderStart[s]!, c.sockets.holderStart[s + 1]!];
  // A holder hidden by permissions, in a queue, or in an outer PID namespace can be an acceptor.
  if (from === to) return HIDDEN;
  let unclear = false;
  for (let h = from; h < to; h++) {
    const { accepting, unclear: here } = waiting(c.holders.process[h]!);
    if (accepting.has(c.holders.descriptor[h]!)) return SEEN;
    unclear ||= here;
  }
  return unclear ? NOT_KNOWN : NONE_SEEN;
}

/** From /proc/PID/task/TID/syscall: "running", or the number and the arguments of the call; proc(5). */
function whatThreadsDo(c: Capture, process: number): Waiting {
  const found: Waiting = { accepting: new Set(), unclear: false };
  try {
    const { pid, thread: own } = c.processes[process]!;
    const others = new Set(c.processes.flatMap((p) => (p.pid === pid && p.thread !== undefined ? [String(p.thread)] : [])));
    const threads = own === undefined ? readdirSync(`/proc/${pid}/task`).filter((thread) => !others.has(thread)) : [String(own)];
    for (const thread of threads) {
      const [number, descriptor] = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1').split(' ');
      if (NUMBERS.accept.includes(Number(number))) found.accepting.add(Number(descriptor));
      else if (Number.isNaN(Number(number)) || NUMBERS.wait.includes(Number(number))) found.unclear = true;
    }
  } catch {
    found.unclear = true;
  }
  return found;
}
