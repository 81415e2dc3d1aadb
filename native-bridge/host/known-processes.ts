/** The processes that a session has started: a number that one of them had must never be taken for another's. */
import type { KnownProcess } from '../linux/process-identity.ts';
import { isStill, processAt } from '../linux/process-identity.ts';
import { holdProcess } from '../winsock/hold-process.ts';

export class KnownProcesses {
  #released = false;
  readonly #known: KnownProcess[] = [];
  readonly #held: { release(): void }[] = [];

  /** To be called before the process can have been waited for: until then its pid is its own. */
  add(pid: number): KnownProcess {
    // On Windows an open handle keeps the id from being used again; on Linux the time of the start tells.
    if (process.platform === 'win32' && !this.#released) this.#held.push(holdProcess(pid));
    const known = process.platform === 'win32' ? { pid, started: null } : processAt(pid);
    this.#known.push(known);
    return known;
  }

  all(): readonly KnownProcess[] {
    return this.#known;
  }

  /** Their ids can be used again. */
  release(): void {
    this.#released = true;
    for (const held of this.#held.splice(0)) held.release();
  }
}

/** Ends a process at once, by its pid and only while that is still its own; one that is gone already is well. */
export function endProcess(known: KnownProcess): void {
  if (process.platform === 'win32' || isStill(known)) endPid(known.pid);
}

/** The same of a pid that is known to be the process's own. */
export function endPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
