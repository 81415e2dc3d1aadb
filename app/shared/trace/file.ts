/** Trace files: NDJSON, the header first, then a step a line. Later versions read every earlier one. */
import { checkScenario } from '../scenario/check.ts';
import type { TraceHeader } from './step.ts';
import { isHeader, isStep } from './shape.ts';
import { TraceLog } from './log.ts';
import { InputProblem } from '../scenario/problem.ts';

export const TRACE_FORMAT = 'handoff-trace/1';

export function writeTrace(log: TraceLog): string {
  return [log.header, ...log.steps()].map((line) => JSON.stringify(line)).join('\n') + '\n';
}

/** A damaged file opens up to the damage: `damage` says where, and what is lost. */
export function readTrace(text: string, file: string): { log: TraceLog; damage: string | null } {
  const lines = text.split('\n');
  const header = parseLine<Partial<TraceHeader>>(lines[0] ?? '');
  if (header?.format !== TRACE_FORMAT) {
    throw new InputProblem('not a trace of this program, or of a newer one', `${file}:1`, `The first line must carry "format": "${TRACE_FORMAT}".`);
  }
  const log = new TraceLog(checked(header, file));
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line === '' && i === lines.length - 1) break;
    const step = parseLine<unknown>(line);
    if (!isStep(step) || step.n !== log.length + 1) {
      return { log, damage: `Line ${i + 1} of ${file} is damaged; the ${log.length} steps before it were read.` };
    }
    // Traces of the first version have no hazards.
    log.append({ ...step, hazards: step.hazards ?? [] });
  }
  return { log, damage: null };
}

/** Throws InputProblem when the header is damaged, the scenario in it included. */
function checked(header: Partial<TraceHeader>, file: string): TraceHeader {
  try {
    checkScenario(header.scenario);
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    throw new InputProblem(`the scenario in the header is damaged (${error.message})`, `${file}:1`, 'Nothing of this file can be shown.');
  }
  if (!isHeader(header)) throw new InputProblem('the header is damaged', `${file}:1`, 'Nothing of this file can be shown.');
  return header;
}

function parseLine<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}
