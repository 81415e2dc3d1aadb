/** Whether a process accepts from a listener or reads from a socket: a live registration, or a thread blocked in a call. */
import { readdirSync, readFileSync } from 'node:fs';
import { ACCEPTORS } from '../../../app/shared/live/kinds.ts';
import { type Capture, type LiveProcess, tableOf, WATCHER } from '../../../app/shared/live/capture.ts';

const LISTENING = 10;
const O_NONBLOCK = 0o4000;
const [NOT_KNOWN, SEEN, NONE_SEEN, HIDDEN] = ACCEPTORS.map((_, i) => i) as [number, number, number, number];
/** Call numbers: those that accept a connection, those that read, and those that can wait without naming the socket. */
const NUMBERS = process.arch === 'arm64'
  ? { accept: [202, 242], read: [63, 65, 207, 212, 243], epoll: [22, 441], wait: [72, 73, 426] }
  : { accept: [43, 288], read: [0, 19, 45, 47, 299], epoll: [232, 281, 441], wait: [7, 23, 270, 271, 426] };

interface Waiting {
  /** Descriptors on which a thread is blocked in accept, and in a call that reads. */
  accepting: Set<number>;
  reading: Set<number>;
  /** Epoll instances in which a thread waits. */
  polling: Set<number>;
  /** A thread is running, or waits in poll, select or io_uring: its socket cannot be determined. */
  unclear: boolean;
}

/** Fills the column of acceptors, in place. Queries processes only for listeners without a watcher. */
export function findAcceptors(c: Capture): void {
  const waiting = waitingIn(c);
  const { state, receiveQueue, inode } = c.sockets;
  for (let s = 0; s < c.sockets.length; s++) {
    if (state[s] === LISTENING) c.sockets.acceptor[s] = acceptorOf(c, s, waiting);
    else if (receiveQueue[s] !== 0 && inode[s] !== 0 && holdersRead(c, s, waiting) === NONE_SEEN) c.idle.add(s);
  }
}

/** Adds to `idle`, `blocking` and `waiters` what holds for those of `rows` that are no listeners, or for all. */
export function findReaders(c: Capture, rows: readonly number[]): void {
  const waiting = waitingIn(c);
  for (const s of rows) {
    if (c.sockets.state[s] !== LISTENING && holdersRead(c, s, waiting) === NONE_SEEN) c.idle.add(s);
    if (watchedBlocking(c, s)) c.blocking.add(s);
    for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++) {
      const instance = c.watchers.instance[w]!;
      const { holders } = c.instances[instance]!;
      const found = holders.filter(({ process, descriptor }) => waiting(process).polling.has(descriptor));
      // Where a thread could not be read, that none was seen says nothing.
      if (found.length > 0 || holders.every(({ process }) => !waiting(process).unclear))
        c.waiters.set(instance, [...new Set(found.map(({ process }) => process))]);
    }
  }
}

/** Asks each process once. */
function waitingIn(c: Capture): (process: number) => Waiting {
  const asked = new Map<number, Waiting>();
  const separate = c.processes.filter(({ thread }) => thread !== undefined);
  return (process) => {
    const known = asked.get(process) ?? whatThreadsDo(c.processes[process]!, separate);
    asked.set(process, known);
    return known;
  };
}

const acceptorOf = (c: Capture, s: number, waiting: (process: number) => Waiting): number => visitorOf(c, s, waiting, 'accepting');
const holdersRead = (c: Capture, s: number, waiting: (process: number) => Waiting): number => visitorOf(c, s, waiting, 'reading');

/** Whether a live registration goes through a descriptor without O_NONBLOCK. */
function watchedBlocking(c: Capture, s: number): boolean {
  for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++) {
    const [holder] = c.instances[c.watchers.instance[w]!]!.holders;
    if ((c.watchers.flags[w]! & WATCHER.stale) !== 0 || holder === undefined) continue;
    try {
      const text = readFileSync(`/proc/${tableOf(c.processes[holder.process]!)}/fdinfo/${c.watchers.descriptor[w]!}`, 'latin1');
      if ((Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '4000', 8) & O_NONBLOCK) === 0) return true;
    } catch {
      // Closed since, or under another number in that process.
    }
  }
  return false;
}

function visitorOf(c: Capture, s: number, waiting: (process: number) => Waiting, does: 'accepting' | 'reading'): number {
  for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++)
    if ((c.watchers.flags[w]! & WATCHER.stale) === 0) return SEEN;
  const [from, to] = [c.sockets.holderStart[s]!, c.sockets.holderStart[s + 1]!];
  // A holder hidden by permissions, in a queue, or in an outer PID namespace can be an acceptor.
  if (from === to) return HIDDEN;
  let unclear = false;
  for (let h = from; h < to; h++) {
    // A copy that this process fetched is not accepted from, whatever its threads do.
    if (c.processes[c.holders.process[h]!]!.pid === process.pid && to - from > 1) continue;
    const found = waiting(c.holders.process[h]!);
    if (found[does].has(c.holders.descriptor[h]!)) return SEEN;
    unclear ||= found.unclear;
  }
  return unclear ? NOT_KNOWN : NONE_SEEN;
}

/**
 * From /proc/PID/task/TID/syscall: "running", or the number and the arguments of the call; proc(5). `separate`: the threads with
 * their own descriptor table, which are asked separately.
 */
function whatThreadsDo({ pid, thread: own }: LiveProcess, separate: readonly LiveProcess[]): Waiting {
  const found: Waiting = { accepting: new Set(), reading: new Set(), polling: new Set(), unclear: false };
  try {
    const others = new Set(separate.filter((p) => p.pid === pid).map(({ thread }) => String(thread)));
    const threads = own === undefined ? readdirSync(`/proc/${pid}/task`).filter((thread) => !others.has(thread)) : [String(own)];
    for (const thread of threads) {
      const [number, descriptor] = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1').split(' ');
      if (NUMBERS.accept.includes(Number(number))) found.accepting.add(Number(descriptor));
      else if (NUMBERS.read.includes(Number(number))) found.reading.add(Number(descriptor));
      else if (NUMBERS.epoll.includes(Number(number))) found.polling.add(Number(descriptor));
      else if (Number.isNaN(Number(number)) || NUMBERS.wait.includes(Number(number))) found.unclear = true;
    }
  } catch {
    found.unclear = true;
  }
  return found;
}
