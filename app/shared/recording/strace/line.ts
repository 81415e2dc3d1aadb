/** The parts of a line of strace before its text: process, name of the thread, time. */
export interface LineParts {
  /** Thread id; null where the line has none. */
  task: number | null;
  /** Name of the thread (--decode-pids=comm). Foreign text. */
  program: string | null;
  /** Microseconds; of the day (-t, -tt), since 1970 (-ttt), or since the line before (-r). */
  time: number | null;
  /** The time is relative to the line before. */
  relative: boolean;
  text: string;
}

const BRACKETED = /^\[pid\s+(\d+)(?:<([^>]*)>)?\]\s+/;
const PLAIN = /^(\d+)(?:<([^>]*)>)?\s+(?=\S)/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?\s+/;
const SECONDS = /^\s*(\d+)\.(\d{1,9})(?:\s+\(\+\s*\d+\.\d+\))?\s+/;
/** Instruction pointer (-i) and number of the call (-n). */
const IGNORED = /^(?:\[\s*(?:[0-9a-f?]+)\]\s+){1,2}/;
/** Below this a time in seconds is relative (-r): no recording is from before 1971. */
const FIRST_YEAR = 31_536_000;

export function partsOf(line: string): LineParts {
  const named = BRACKETED.exec(line) ?? PLAIN.exec(line);
  let text = named ? line.slice(named[0].length) : line;
  const clock = CLOCK.exec(text);
  const seconds = clock ? null : SECONDS.exec(text);
  text = text.slice((clock ?? seconds)?.[0].length ?? 0);
  const relative = seconds !== null && Number(seconds[1]) < FIRST_YEAR;
  const time = clock ? (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1e6 + micros(clock[4])
    : seconds ? Number(seconds[1]) * 1e6 + micros(seconds[2]) : null;
  return { task: named ? Number(named[1]) : null, program: named?.[2] ?? null, time, relative, text: text.replace(IGNORED, '') };
}

const micros = (digits = ''): number => Number(digits.padEnd(6, '0').slice(0, 6));

const DAY = 86_400e6;

/** Times of lines as microseconds since the first, over midnight too. */
export class Clock {
  #first: number | null;
  #last = 0;
  #days = 0;

  /** `first`: the time from which to count, in microseconds as in the lines; null: that of the first line. */
  constructor(first: number | null = null) {
    this.#first = first;
  }

  /** The absolute time of a line; null if it has none. */
  static timeOf(line: string): number | null {
    const { time, relative } = partsOf(line);
    return relative ? null : time;
  }

  read({ time, relative }: LineParts): number | null {
    if (time === null) return null;
    if (relative) return (this.#last += time);
    this.#first ??= time;
    let since = time - this.#first + this.#days * DAY;
    if (since < this.#last - DAY / 2) {
      this.#days += 1;
      since += DAY;
    }
    return (this.#last = Math.max(this.#last, since));
  }
}
