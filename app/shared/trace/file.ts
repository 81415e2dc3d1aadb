/** Trace files: NDJSON, the header first, then a step a line. Later versions read every earlier one. */
import type { Step, TraceHeader } from './step.ts';
import { TraceLog } from './log.ts';
import { InputProblem } from '../scenario/problem.ts';

export const TRACE_FORMAT = 'handoff-trace/1';

export function writeTrace(log: TraceLog): string {
  return [log.header, ...log.steps()].map((line) => JSON.stringify(line)).join('\n') + '\n';
}

/** A damaged file opens up to the damage: `damage` says where, and what is lost. */
export function readTrace(text: string, file: string): { log: TraceLog; damage: string | null } {
  const lines = text.split('\n');
  const header = parseLine<TraceHeader>(lines[0] ?? '');
  if (header?.format !== TRACE_FORMAT || !isObject(header.scenario) || !isDiff(header.start)) {
    throw new InputProblem('not a trace of this program, or of a newer one', `${file}:1`, `The first line must carry "format": "${TRACE_FORMAT}".`);
  }
  const log = new TraceLog(header);
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line === '' && i === lines.length - 1) break;
    const step = parseLine<Omit<Step, 'hazards'> & Partial<Pick<Step, 'hazards'>>>(line);
    if (step?.n !== log.length + 1 || !isStep(step)) {
      return { log, damage: `Line ${i + 1} of ${file} is damaged; the ${log.length} steps before it were read.` };
    }
    // Traces of the first version have no hazards.
    log.append({ ...step, hazards: step.hazards ?? [] });
  }
  return { log, damage: null };
}

function parseLine<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isDiff(value: unknown): boolean {
  const diff = value as Partial<Step['diff']> | undefined;
  return isObject(diff) && isObject(diff.added) && isObject(diff.updated) && isObject(diff.removed);
}

/** What every view counts on; a line that was overwritten with other JSON has not all of it. */
function isStep(step: Partial<Step>): boolean {
  return isDiff(step.diff) && typeof step.action?.kind === 'string' && typeof step.outcome?.kind === 'string'
    && Array.isArray(step.facts) && Array.isArray(step.divergences);
}
