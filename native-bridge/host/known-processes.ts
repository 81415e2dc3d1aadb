/** The processes that a session has started: a pid of one of them must never be mistaken for another process. */
import { type KnownProcess, isStill, processAt } from '../linux/process-identity.ts';
import { holdProcess } from '../winsock/hold-process.ts';

export class KnownProcesses {
  #released = false;
  readonly #known: KnownProcess[] = [];
  readonly #held: { release(): void }[] = [];

  /** Call this before the process can be reaped: until then its pid cannot be reused. */
  add(pid: number): KnownProcess {
    // On Windows an open handle prevents reuse of the id; on Linux the start time identifies the process.
    if (process.platform === 'win32' && !this.#released) this.#held.push(holdProcess(pid));
    const known = process.platform === 'win32' ? { pid, started: null } : processAt(pid);
    this.#known.push(known);
    return known;
  }

  all(): readonly KnownProcess[] {
    return this.#known;
  }

  /** Releases the ids, which can be reused then. */
  release(): void {
    this.#released = true;
    for (const held of this.#held.splice(0)) held.release();
  }
}

/** Kills a process immediately, by its pid and only if it still has that pid; does nothing if it has ended. */
export function endProcess(known: KnownProcess): void {
  if (process.platform === 'win32' || isStill(known)) endPid(known.pid);
}

/** The same for a pid that is known to be the process's. */
export function endPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}
