/** The files of strace -ff, one per thread, as one sequence. Their times (-ttt) decide; without them there is no common order. */
import { InputProblem } from '../../base/input-problem.ts';
import type { RawEvent } from '../raw.ts';

interface Timed { time: number; place: number; event: RawEvent }

/** `files`: the events of each file, with its name for messages. @throws InputProblem if a file has no times. */
export function mergeByTime(files: readonly { name: string; events: readonly RawEvent[] }[]): RawEvent[] {
  if (files.length === 1) return [...files[0]!.events];
  const timed = files.flatMap(({ name, events }) => withTimes(name, events));
  return timed.sort((a, b) => a.time - b.time || a.place - b.place).map(({ event }) => event);
}

/** A call without a duration (-T) can have ended at any time up to the next line of its thread. */
function withTimes(name: string, events: readonly RawEvent[]): Timed[] {
  const timed: Timed[] = [];
  let next = Infinity;
  for (const [place, event] of [...events.entries()].toReversed()) {
    const time = timeOf(event, next);
    if (time === null)
      throw new InputProblem('the lines have no time', name, 'Several files of strace -ff can be ordered only with -ttt.');
    if (event.kind !== 'exit') next = time;
    timed.push({ time, place, event });
  }
  return timed;
}

function timeOf(event: RawEvent, next: number): number | null {
  switch (event.kind) {
    case 'enter': return event.call.entered;
    case 'exit': return event.call.left !== null && event.call.left !== event.call.entered ? event.call.left : next;
    // Its place is that of the first call.
    case 'found': return Number.isFinite(next) ? next : 0;
    default: return event.at;
  }
}
