/**
 * The rule of a rescan: a process whose threads have not run since has the same descriptors. It holds with gaps of
 * 5 ms and more; not for processes that share a table without being threads (CLONE_FILES), nor on NO_HZ_FULL.
 */
import { pinned, putText } from './bytes.ts';
import { NR, OPEN, type WalkCalls } from './calls.ts';

const ROOM = 1 << 14;

export class SchedDigest {
  readonly #calls: WalkCalls;
  readonly #entries = pinned(ROOM);
  readonly #text = pinned(256);
  readonly #path = pinned(64);

  constructor(calls: WalkCalls) {
    this.#calls = calls;
  }

  /** Two 32-bit halves over thread ids and schedstats of the process whose folder is open; [0, 0] if it cannot be read. */
  of(folder: number, taskName: number): [low: number, high: number] {
    const { openat, close, read, syscall } = this.#calls;
    const tasks = Number(openat(folder, taskName, OPEN.FOLDER, 0));
    if (tasks < 0) return [0, 0];
    let [low, high] = [0x811c9dc5, 0x01000193];
    const { bytes, address } = this.#entries;
    for (;;) {
      const n = Number(syscall(NR.getdents64, tasks, address, ROOM, 0, 0));
      if (n <= 0) break;
      for (let at = 0; at < n; at += bytes[at + 16]! | (bytes[at + 17]! << 8)) {
        if (bytes[at + 19] === 0x2e) continue;
        let end = at + 19;
        while (bytes[end] !== 0) end += 1;
        const file = Number(openat(tasks, putText(this.#path, `${bytes.toString('latin1', at + 19, end)}/schedstat`), OPEN.RDONLY, 0));
        if (file < 0) continue;
        const length = Number(read(file, this.#text.address, 128));
        close(file);
        for (let i = 0; i < length; i++) {
          low = Math.imul(low ^ this.#text.bytes[i]!, 0x01000193);
          high = Math.imul(high ^ (low >>> 15) ^ this.#text.bytes[i]!, 0x85ebca6b);
        }
      }
    }
    close(tasks);
    return [low >>> 0, high >>> 0];
  }
}
