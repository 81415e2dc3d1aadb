/**
 * Reads a trace some lines at a time. A file can come from anywhere, so each line is looked at before it is used: what a
 * view relies on must be there and of its kind. It is no schema, since a hundred thousand steps must be read in a moment.
 */
import { attempt } from '../base/attempt.ts';
import type { WorldDiff } from '../domain/diff.ts';
import { InputProblem } from '../base/input-problem.ts';
import { isTooDeep } from './depth.ts';
import { Forms, NO_THINGS } from './forms.ts';
import { type Line, LineReader } from './line-reader.ts';
import { isHeader, isScenario } from './shape.ts';
import { type Step, type TraceHeader, readDivergence } from './step.ts';

export const TRACE_FORMAT = 'handoff-trace/1';
export const RECORDING_FORMAT = 'handoff-trace/2';

export class TraceReader {
  readonly #file: string;
  #header: TraceHeader | null = null;
  #lines = 0;
  #steps = 0;
  #damage: string | null = null;
  readonly #forms = new Forms();
  readonly #reader = new LineReader();

  /** `file` names the file in messages. */
  constructor(file: string) {
    this.#file = file;
  }

  /** The first line. @throws InputProblem when this is no trace. */
  header(line: string): TraceHeader {
    this.#lines = 1;
    const found = isTooDeep(line) ? undefined : parsed(line) as Partial<TraceHeader> | undefined | null;
    if (found?.format !== TRACE_FORMAT && found?.format !== RECORDING_FORMAT) {
      throw new InputProblem('not a trace of this program, or of a newer one', `${this.#file}:1`,
        `The first line must carry "format": "${TRACE_FORMAT}", or "${RECORDING_FORMAT}" for a recording.`);
    }
    const checked = checkedHeader(found, this.#file);
    this.#header = { ...checked, start: this.#forms.wholeDiff(checked.start) ?? checked.start };
    return this.#header;
  }

  /** Any further lines, whole and without the last one's end: their steps, as far as the first damaged line. */
  steps(text: string): Step[] {
    if (this.#damage !== null || this.#header === null) return [];
    const steps: Step[] = [];
    for (const line of text.split('\n')) {
      const step = this.#step(line);
      if (!step) break;
      steps.push(step);
    }
    return steps;
  }

  #step(line: string): Step | null {
    this.#lines += 1;
    const read = this.#reader.read(line);
    const diff = read?.n === this.#steps + 1 ? this.#forms.wholeDiff(read.rest.diff ?? NO_THINGS) : null;
    if (!read || !diff) {
      this.#damage = `Line ${this.#lines} of ${this.#file} is damaged; the ${this.#steps} steps before it were read.`;
      return null;
    }
    this.#steps += 1;
    return whole(read, diff);
  }

  /** The file ends here, though it should not: a compressed one that is cut short. */
  cut(): void {
    this.#damage ??= `${this.#file} ends too early; the ${this.#steps} steps before its end were read.`;
  }

  /** Where the file is damaged, and what could be read; null while nothing is. */
  get damage(): string | null {
    return this.#damage;
  }
}

const NO_LIST = Object.freeze([] as never[]);

/**
 * The step whole. What it says twice, or does not say, is one object among all steps: collecting garbage among millions
 * that say nothing is half of the time that a long trace takes to read.
 */
function whole({ n, head: { action, outcome, predicted }, rest, at, micros }: Line, diff: WorldDiff): Step {
  const { facts, divergences, hazards, verdict = null, note = null, plan = null, bytes } = rest;
  return {
    n, action, outcome, predicted, diff, facts: listOf(facts), divergences: listOf(divergences?.map(readDivergence)),
    hazards: listOf(hazards), verdict, note, plan, at, micros, ...(bytes === undefined ? {} : { bytes }),
  };
}

const listOf = <T>(list: readonly T[] | undefined): readonly T[] => (list === undefined || list.length === 0 ? NO_LIST : list);

function parsed(line: string): unknown {
  return attempt(() => JSON.parse(line), undefined);
}

/** @throws InputProblem when the header, or the scenario in it, is damaged: then nothing of the file can be shown. */
function checkedHeader(header: Partial<TraceHeader>, file: string): TraceHeader {
  // Of its shape only: after a process was killed by hand, steps that are still planned contradict what happened.
  if (!isScenario(header.scenario))
    throw new InputProblem('not a trace of this program that could be shown: the scenario in its header is damaged', `${file}:1`,
      'Nothing of this file can be shown.');
  if (!isHeader(header)) throw new InputProblem('the header is damaged', `${file}:1`, 'Nothing of this file can be shown.');
  return header;
}
