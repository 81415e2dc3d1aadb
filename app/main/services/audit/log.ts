/** The audit log's file: append-only, at most two files of `MAX_BYTES`, and never delays a call. Several hosts can share one file. */
import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { attempt } from '../../../shared/base/attempt.ts';
import { lockedNow } from '../recents-and-recovery/lock.ts';
import type { AuditEntry } from './entries.ts';

/** The previous file is kept as FILE.1; together at most twice this size. */
export const MAX_BYTES = 4 * 1024 * 1024;
const DELAY_MS = 100;
/** Maximum number of queued lines; longer bursts are written immediately. */
const MAX_WAITING = 1000;

export class AuditLog {
  readonly #file: string;
  readonly #clock: () => Date;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #problem: string | null = null;
  /** Lines that could not be written. */
  #lost = 0;
  /** A write has failed: the file can end in the middle of a line. */
  #torn = false;

  constructor(file: string, clock: () => Date = () => new Date()) {
    this.#file = file;
    this.#clock = clock;
  }

  record(entry: AuditEntry): void {
    this.#waiting.push(JSON.stringify({ at: this.#clock().toISOString(), pid: process.pid, ...entry }));
    if (this.#waiting.length >= MAX_WAITING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), DELAY_MS).unref();
  }

  /** Writes the queued lines. A write failure is recorded and reported by `read`, since the call itself has been made. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const lost = this.#lost > 0
        ? [JSON.stringify({ at: this.#clock().toISOString(), pid: process.pid, kind: 'lost', lines: this.#lost })] : [];
      const text = `${this.#torn && !endsWithLine(this.#file) ? '\n' : ''}${[...lost, ...lines].join('\n')}\n`;
      this.#makeRoom(Buffer.byteLength(text));
      // One write at the end of the file, since another host can write to it as well.
      appendFileSync(this.#file, text, { mode: 0o600 });
      [this.#problem, this.#lost, this.#torn] = [null, 0, false];
    } catch (error) {
      this.#lost += lines.length;
      this.#torn = true;
      this.#problem = `cannot write the audit log: ${(error as Error).message}`;
    }
  }

  /**
   * Two hosts can find the file full at the same time; the second rotation would overwrite the earlier lines with the
   * few written since.
   */
  #makeRoom(more: number): void {
    const full = (): boolean => sizeOf(this.#file) + more > MAX_BYTES;
    if (full()) lockedNow(this.#file, () => { if (full() && sizeOf(this.#file) > 0) renameSync(this.#file, `${this.#file}.1`); });
  }

  /** The log's path, its last complete lines (at most `bytes`), and the write error if there is one. */
  read(bytes: number): { file: string; text: string; problem: string | null } {
    this.flush();
    return { file: this.#file, text: tail(this.#file, bytes), problem: this.#problem };
  }
}

function sizeOf(file: string): number {
  return attempt(() => statSync(file).size, 0);
}

function endsWithLine(file: string): boolean {
  const size = sizeOf(file);
  if (size === 0) return true;
  const handle = openSync(file, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last.toString() === '\n';
  } finally {
    closeSync(handle);
  }
}

function tail(file: string, bytes: number): string {
  const size = sizeOf(file);
  if (size === 0) return '';
  const from = Math.max(0, size - bytes);
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(size - from);
    const read = readSync(handle, buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8', 0, read);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(handle);
  }
}
