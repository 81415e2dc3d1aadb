/** The lines of a log of strace as events. What it cannot read is counted, and the first such lines are kept. */
import { brief } from '../../base/visible.ts';
import type { RawCall, RawEvent, TaskEnd } from '../raw.ts';
import { LOSS_EXAMPLES, type Loss } from '../source.ts';
import type { Tally } from '../tally.ts';
import { nameIn, readCallText, readOpenArgs } from './call-text.ts';
import { Clock, partsOf } from './line.ts';
import { Unreadable } from './value-reader.ts';

/** Characters per line; strace prints 32 of a string unless asked for more. */
const LONGEST_LINE = 1 << 20;
/** Characters of an example. */
const EXAMPLE = 120;
const UNFINISHED = /\s*<unfinished \.\.\.>$/;
const MOVED = /\s*<pid changed to (\d+) \.\.\.>$/;
const RESUMED = /^<\.\.\. (\w+|\?{3,}) resumed>\s?(.*)$/s;
/** strace writes its own messages between the parts of a line. */
const MESSAGE = /strace: (?:Process (\d+) (attached|detached)|.*)(?: with \d+ threads)?$/;
const ENDED = /^\+\+\+ (?:exited with (-?\d+)|killed by (\w+)(?: \(core dumped\))?|superseded by execve in pid (\d+)(?:<[^>]*>)?) \+\+\+$/;
const SIGNAL = /^--- (?:(SIG\w+) \{.*\}|stopped by (SIG\w+)) ---$/;

/** The thread of lines without a number. */
export const UNNUMBERED = 0;

/** A call whose end comes in a later line; `call` is null for one that is only counted. */
interface Open { head: string; call: RawCall | null }

export class StraceReader {
  readonly #wanted: (name: string) => boolean;
  readonly #tally: Tally;
  readonly #only: number | null;
  readonly #open = new Map<number, Open>();
  readonly #clock: Clock;
  readonly #seen = new Set<number>();
  readonly #attached = new Set<number>();
  readonly #alive = new Set<number>();
  /** Number of the first thread, whose lines have none until a second one appears. */
  #first: number | null = null;
  #unread = 0;
  readonly #examples: string[] = [];

  /** `wanted`: calls to read; others are counted in `tally`. `only`: the thread of all lines (-ff). */
  constructor(wanted: (name: string) => boolean, tally: Tally, only: number | null = null, clock = new Clock()) {
    this.#wanted = wanted;
    this.#tally = tally;
    this.#only = only;
    this.#clock = clock;
  }

  /** A text has no count of what strace missed: strace itself misses nothing. */
  get loss(): Loss {
    return { lost: 0, unread: this.#unread, examples: this.#examples };
  }

  /** The events of one line, without its end. */
  line(line: string): RawEvent[] {
    if (line.trim() === '') return [];
    try {
      if (line.length > LONGEST_LINE) throw new Unreadable('longer than a megabyte');
      return this.#events(line);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#skip(line, error.message);
      return [];
    }
  }

  #skip(line: string, why: string): void {
    this.#unread += 1;
    if (this.#examples.length < LOSS_EXAMPLES) this.#examples.push(`${brief(line.slice(0, EXAMPLE))} (${why})`);
  }

  #events(line: string): RawEvent[] {
    const message = MESSAGE.exec(line);
    const parts = partsOf(message ? line.slice(0, message.index) : line);
    if (message?.[2] === 'attached') this.#attached.add(Number(message[1]));
    if (message && parts.text.trim() === '') return [];
    const task = this.#taskOf(parts.task);
    this.#alive.add(task);
    const at = this.#clock.read(parts);
    const found: RawEvent[] = this.#seen.has(task) ? [] : [{ kind: 'found', task, process: task, program: parts.program }];
    this.#seen.add(task);
    const text = message ? `${parts.text} <unfinished ...>` : parts.text.trimEnd();
    return [...found, ...this.#bodyEvents(task, at, text)];
  }

  /** Lines on a terminal have no number while strace follows a single thread. */
  #taskOf(number: number | null): number {
    if (this.#only !== null) return this.#only;
    if (number === null) return this.#alive.size === 1 ? [...this.#alive][0]! : UNNUMBERED;
    if (this.#first === null && this.#seen.has(UNNUMBERED) && !this.#attached.has(number)) this.#first = number;
    return number === this.#first ? UNNUMBERED : number;
  }

  #bodyEvents(task: number, at: number | null, text: string): RawEvent[] {
    if (text.startsWith('+++ ')) return this.#end(task, at, text);
    if (text.startsWith('--- ')) {
      const signal = SIGNAL.exec(text);
      if (!signal) throw new Unreadable('not a signal');
      return [{ kind: 'signal', task, name: (signal[1] ?? signal[2])!, at }];
    }
    const resumed = RESUMED.exec(text);
    if (resumed) return this.#resume(task, at, resumed[1]!, resumed[2]!);
    if (UNFINISHED.test(text) || MOVED.test(text)) return this.#start(task, at, text);
    return this.#whole(task, at, text);
  }

  #end(task: number, at: number | null, text: string): RawEvent[] {
    const end = ENDED.exec(text);
    if (!end) throw new Unreadable('not an end');
    if (end[3] !== undefined) return [{ kind: 'superseded', task, by: Number(end[3]), at }];
    this.#open.delete(task);
    this.#alive.delete(task);
    const how: TaskEnd = end[1] === undefined ? { kind: 'killed', signal: end[2]! } : { kind: 'exited', code: Number(end[1]) };
    return [{ kind: 'ended', task, how, at }];
  }

  #start(task: number, at: number | null, text: string): RawEvent[] {
    const moved = MOVED.exec(text)?.[1];
    const head = text.replace(UNFINISHED, '').replace(MOVED, '');
    const name = nameIn(head);
    if (name === null) throw new Unreadable('not a call');
    const wanted = this.#reads(name, head);
    const call = wanted ? { task, name, args: readOpenArgs(head), result: null, entered: at, left: null } : null;
    this.#open.set(moved === undefined ? task : Number(moved), { head, call });
    return call ? [{ kind: 'enter', call }] : [];
  }

  #resume(task: number, at: number | null, name: string, rest: string): RawEvent[] {
    const open = this.#open.get(task);
    this.#open.delete(task);
    // The log starts in the middle of a call.
    if (!open) {
      if (!isNameless(name) && this.#wanted(name)) throw new Unreadable('the beginning of this call is missing');
      return [];
    }
    if (isNameless(name)) checkNameless(rest);
    if (!open.call) return [];
    const whole = readCallText(`${open.head}${rest}`);
    open.call.args = whole.args;
    open.call.result = whole.result;
    open.call.left = at;
    return [{ kind: 'exit', call: open.call }];
  }

  #whole(task: number, at: number | null, text: string): RawEvent[] {
    const name = nameIn(text);
    if (name === null) throw new Unreadable('not a call');
    if (isNameless(name)) checkNameless(text);
    if (!this.#reads(name, text)) return [];
    const { args, result, took } = readCallText(text);
    const call: RawCall = { task, name, args, result, entered: at, left: at === null || took === null ? at : at + took };
    return [{ kind: 'enter', call }, { kind: 'exit', call }];
  }

  /** Whether a call is read; others are counted. */
  #reads(name: string, text: string): boolean {
    const reads = !isNameless(name) && this.#wanted(name);
    if (!reads) this.#tally.count(name, text);
    return reads;
  }
}

/** strace could not read the name: the task was killed before it made the call. */
const isNameless = (name: string): boolean => name.startsWith('?');

/** @throws Unreadable if the task lived on: then the call is missing. */
function checkNameless(end: string): void {
  if (!/\)\s*= \?/.test(end)) throw new Unreadable('strace could not read its name');
}
