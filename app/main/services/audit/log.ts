/** The audit log's file: appended to, never larger than two files of `MAX_BYTES`, and never in the way of a call. Several hosts may keep one file. */
import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockedNow } from '../recents-and-recovery/lock.ts';
import type { AuditEntry } from './entries.ts';

/** The file before is kept beside it as FILE.1; together at most twice this. */
export const MAX_BYTES = 4 * 1024 * 1024;
const DELAY_MS = 100;
/** Lines that wait; a burst beyond it is written at once. */
const MAX_WAITING = 1000;

export class AuditLog {
  readonly #file: string;
  readonly #clock: () => Date;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #problem: string | null = null;
  /** Lines that could not be written. */
  #lost = 0;
  /** A write has failed: the file may end in the middle of a line. */
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

  /** Writes what waits. A disk that takes nothing is remembered, and told by `read`; the call itself has been made. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const lost = this.#lost > 0 ? [JSON.stringify({ at: this.#clock().toISOString(), pid: process.pid, kind: 'lost', lines: this.#lost })] : [];
      const text = `${this.#torn && !endsWithLine(this.#file) ? '\n' : ''}${[...lost, ...lines].join('\n')}\n`;
      this.#makeRoom(Buffer.byteLength(text));
      // The whole of it at the file's end: another host may write there, too.
      appendFileSync(this.#file, text, { mode: 0o600 });
      [this.#problem, this.#lost, this.#torn] = [null, 0, false];
    } catch (error) {
      this.#lost += lines.length;
      this.#torn = true;
      this.#problem = `cannot write the audit log: ${(error as Error).message}`;
    }
  }

  /** Two hosts may find the file full at the same time; the second would put the few lines since in the place of all before. */
  #makeRoom(more: number): void {
    const full = (): boolean => sizeOf(this.#file) + more > MAX_BYTES;
    if (full()) lockedNow(this.#file, () => { if (full() && sizeOf(this.#file) > 0) renameSync(this.#file, `${this.#file}.1`); });
  }

  /** Its place, its last lines (at most `bytes`, whole ones), and what keeps it from being written, if anything does. */
  read(bytes: number): { file: string; text: string; problem: string | null } {
    this.flush();
    return { file: this.#file, text: tail(this.#file, bytes), problem: this.#problem };
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
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
