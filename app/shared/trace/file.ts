/** Trace files: NDJSON, the header first, then a step a line. Later versions read every earlier one. */
import { TraceLog } from './log.ts';
import { TRACE_FORMAT, TraceReader } from './reader.ts';
import type { Step } from './step.ts';

export { TRACE_FORMAT };

export function writeTrace(log: TraceLog): string {
  return `${JSON.stringify(log.header)}\n${log.steps().map((step) => `${stepLine(step)}\n`).join('')}`;
}

/** A step as a line. The form of a thing before a change is the one that an earlier line gave it, and is not written again. */
export function stepLine(step: Step): string {
  const updated = Object.fromEntries(Object.entries(step.diff.updated).map(([id, [, after]]) => [id, [null, after]]));
  return JSON.stringify({ ...step, diff: { ...step.diff, updated } });
}

/** A damaged file opens up to the damage: `damage` says where, and what is lost. @throws InputProblem when it is no trace. */
export function readTrace(text: string, file: string): { log: TraceLog; damage: string | null } {
  const reader = new TraceReader(file);
  let from = text.indexOf('\n') + 1;
  const log = new TraceLog(reader.header(from === 0 ? text : text.slice(0, from - 1)));
  while (from > 0 && from < text.length) {
    const to = text.indexOf('\n', from);
    const step = reader.step(text.slice(from, to < 0 ? text.length : to));
    if (!step) break;
    log.append(step);
    from = to + 1;
  }
  return { log, damage: reader.damage };
}
