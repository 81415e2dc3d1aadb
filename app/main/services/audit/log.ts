/** The audit log's file: appended to, never larger than two files of `MAX_BYTES`, and never in the way of a call. */
import { appendFileSync, closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
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
    const text = `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      if (sizeOf(this.#file) + Buffer.byteLength(text) > MAX_BYTES) renameSync(this.#file, `${this.#file}.1`);
      appendFileSync(this.#file, text, { mode: 0o600 });
      this.#problem = null;
    } catch (error) {
      this.#problem = `cannot write the audit log: ${(error as Error).message}`;
    }
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
