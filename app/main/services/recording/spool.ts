/**
 * Events of a recorder on their way here: a file without a name, which takes them at the speed of the program. They are read when
 * there is time for it, so that the work on them does not slow the program down.
 */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** Bytes per turn, and bytes that can wait while the program is busy. */
const [PIECE, BACKLOG] = [1 << 16, 1 << 25];
/** Milliseconds without new events after which the program is not busy. */
const PAUSE_MS = 50;
const NEWLINE = 10;

export class Spool {
  /** For the process that writes. */
  readonly fd: number;
  readonly #bytes = Buffer.alloc(PIECE);
  #rest = Buffer.alloc(0);
  #at = 0;
  #over = false;
  readonly #live: boolean;

  /** `live`: events are read while the writer is busy, too. @throws Error if the system has no place for a temporary file. */
  constructor(live: boolean) {
    this.#live = live;
    const folder = mkdtempSync(join(tmpdir(), 'handoff-record-'));
    try {
      this.fd = openSync(join(folder, 'events'), 'w+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** For one that no recorder writes to and that is not read. */
  close(): void {
    closeSync(this.fd);
  }

  /** No more is written: reading ends with the last line. */
  end(): void {
    this.#over = true;
  }

  /**
   * Gives all bytes to `take`, which returns how many it has used; the others come again with those that follow. Ends when the writer has
   * ended and nothing is left to read.
   */
  async read(take: (bytes: Buffer) => number): Promise<void> {
    try {
      for (;;) {
        const over = this.#over;
        if (!over && !await this.#hasTime()) continue;
        const length = readSync(this.fd, this.#bytes, 0, PIECE, this.#at);
        this.#at += length;
        const bytes = Buffer.concat([this.#rest, this.#bytes.subarray(0, length)]);
        this.#rest = bytes.subarray(take(bytes));
        if (length > 0) await turn();
        else if (over) return;
      }
    } finally {
      closeSync(this.fd);
    }
  }

  /** Whether the writer is quiet, or has written too much to wait. */
  async #hasTime(): Promise<boolean> {
    const before = fstatSync(this.fd).size;
    if (before - this.#at > BACKLOG) return true;
    await sleep(PAUSE_MS);
    return this.#live || fstatSync(this.fd).size === before;
  }
}

/** Takes whole lines of a spool. */
export const eachLine = (line: (text: string) => void) => (bytes: Buffer): number => {
  const end = bytes.lastIndexOf(NEWLINE);
  if (end > 0) for (const text of bytes.toString('utf8', 0, end).split('\n')) line(text);
  return end + 1;
};
