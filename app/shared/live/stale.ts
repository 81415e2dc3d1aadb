/** Which registrations are stale, by P22: no holder of the epoll instance has that descriptor for that socket. */
import { type Capture, isPartial, WATCHER } from './capture.ts';

/** Descriptors of processes, to be asked by number. */
export interface DescriptorLookup {
  /** Returns the socket inode of a number in a process; 0 if it is not a socket or not open. */
  inodeOf(process: number, descriptor: number): number;
}

/** Looks up numbers in the holders of a capture. */
export function lookupIn(c: Capture): DescriptorLookup {
  const { length } = c.processes;
  const start = new Uint32Array(length + 1);
  for (let h = 0; h < c.holders.length; h++) start[c.holders.process[h]! + 1]! += 1;
  for (let p = 0; p < length; p++) start[p + 1]! += start[p]!;
  const cursor = start.slice();
  const rows = new Uint32Array(c.holders.length);
  for (let h = 0; h < c.holders.length; h++) rows[cursor[c.holders.process[h]!]!++] = h;
  const descriptor = c.holders.descriptor;
  for (let p = 0; p < length; p++) rows.subarray(start[p], start[p + 1]).sort((a, b) => descriptor[a]! - descriptor[b]!);
  return {
    inodeOf(process, number) {
      let [low, high] = [start[process]!, start[process + 1]! - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const here = descriptor[rows[middle]!]!;
        if (here === number) return c.sockets.inode[c.holders.socket[rows[middle]!]!]!;
        if (here < number) low = middle + 1;
        else high = middle - 1;
      }
      return 0;
    },
  };
}

/** Ids of watchers that look stale in the capture. Programs run between reads, so verify them. */
export function staleCandidates(c: Capture): number[] {
  const found: number[] = [];
  // A socket has few holders: scanning them is cheaper than searching the numbers of a process.
  for (let w = 0; w < c.watchers.length; w++)
    if (!c.instances[c.watchers.instance[w]!]!.holders.some(({ process }) => holdsNumber(c, process, w))) found.push(w);
  return found;
}

/** Whether the process has the registration's number for the registration's socket. */
export function holdsNumber({ sockets, holders, watchers }: Capture, process: number, w: number): boolean {
  const s = watchers.socket[w]!;
  const number = watchers.descriptor[w]!;
  for (let h = sockets.holderStart[s]!, end = sockets.holderStart[s + 1]!; h < end; h++)
    if (holders.descriptor[h] === number && holders.process[h] === process) return true;
  return false;
}

/** Marks a registration as stale, and whether its number now refers to another socket. */
export function markStale(c: Capture, watcher: number, lookup: DescriptorLookup): void {
  const instance = c.instances[c.watchers.instance[watcher]!]!;
  const number = c.watchers.descriptor[watcher]!;
  const reused = instance.holders.some(({ process }) => lookup.inodeOf(process, number) !== 0);
  c.watchers.flags[watcher] = WATCHER.stale | (reused ? WATCHER.reused : 0) | (instance.sure && !isPartial(c.header) ? 0
    : WATCHER.unsure);
}
