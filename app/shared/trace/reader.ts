/**
 * Reads a trace some lines at a time. A file can come from anywhere, so each line is looked at before it is used: what a
 * view relies on must be there and of its kind. It is no schema, since a hundred thousand steps must be read in a moment.
 */
import { attempt } from '../base/attempt.ts';
import { EMPTY_DIFF, hasKey, type WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { extendedEntity } from '../domain/socket-extensions.ts';
import { InputProblem } from '../base/input-problem.ts';
import { isTooDeep } from './depth.ts';
import { isHeader, isScenario, isStep } from './shape.ts';
import type { Outcome, ResolvedArgs } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import { type Step, type TraceHeader, readDivergence } from './step.ts';
import { type PredictedOutcome, type StoredPrediction, readPrediction } from './predicted.ts';

export const TRACE_FORMAT = 'handoff-trace/1';
export const RECORDING_FORMAT = 'handoff-trace/2';

export class TraceReader {
  readonly #file: string;
  #header: TraceHeader | null = null;
  #lines = 0;
  #steps = 0;
  #damage: string | null = null;
  /** What each entity was last: the form before a change is that one, and need not be kept twice. */
  readonly #last = new Map<string, Entity>();

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
    const header = checkedHeader(found, this.#file);
    this.#header = header;
    this.#share(header.start);
    return header;
  }

  /** Any further lines, whole and without the last one's end: their steps, as far as the first damaged line. */
  steps(text: string): Step[] {
    if (this.#damage !== null || this.#header === null) return [];
    const lines = text.split('\n');
    // A list is parsed faster than its members one by one; which of them is damaged shows when each is.
    const list = lines.every((line) => line.startsWith('{') && line.endsWith('}')) ? parsed(`[${lines.join()}]`) : null;
    const values = Array.isArray(list) && list.length === lines.length ? list : null;
    const steps: Step[] = [];
    for (const [i, line] of lines.entries()) {
      const step = this.#step(isTooDeep(line) ? undefined : values ? values[i] : parsed(line));
      if (!step) break;
      steps.push(step);
    }
    return steps;
  }

  #step(step: unknown): Step | null {
    this.#lines += 1;
    if (!isStored(step) || step.n !== this.#steps + 1 || !this.#share(step.diff ?? NO_THINGS)) {
      this.#damage = `Line ${this.#lines} of ${this.#file} is damaged; the ${this.#steps} steps before it were read.`;
      return null;
    }
    this.#steps += 1;
    return whole(step);
  }

  /** Puts in what was before each change, and after it what did not change. False when a line changes what no line before has spoken of. */
  #share({ added, updated, removed }: Partial<WorldDiff>): boolean {
    const last = this.#last;
    for (const id in removed) {
      (removed as Record<string, Entity>)[id] = extendedEntity(id, removed[id]!);
      last.delete(id);
    }
    for (const id in added) {
      const made = extendedEntity(id, added[id]!);
      (added as Record<string, Entity>)[id] = made;
      last.set(id, made);
    }
    for (const id in updated) {
      const pair = updated[id] as unknown as [Entity | null, Partial<Entity>];
      // A file that contradicts itself is shown as it tells the story: by what came after each step.
      const before = last.get(id) ?? (pair[0] && extendedEntity(id, pair[0]));
      if (before === null) return false;
      const changed = extendedEntity(id, pair[1], before);
      const after = (changed.id === undefined ? { ...before, ...changed } : changed) as Entity;
      pair[0] = before;
      pair[1] = after;
      last.set(id, after);
    }
    return true;
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

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Call = Writable<Extract<Step['action'], { kind: 'call' }>>;

/** A step as a line can have it: without what it would say a second time, and without what is empty. */
type Stored = Pick<Step, 'n' | 'outcome' | 'at'>
  & Partial<Pick<Step, 'facts' | 'divergences' | 'hazards' | 'verdict' | 'note' | 'plan' | 'micros' | 'bytes'>> & {
    action: (Omit<Call, 'resolved' | 'as'> & Partial<Pick<Call, 'resolved' | 'as'>>) | Exclude<Step['action'], { kind: 'call' }>;
    predicted: { outcome?: StoredPrediction | PredictedOutcome | Outcome; rules: readonly RuleId[] } | null;
    diff?: Partial<WorldDiff>;
  };

const isStored = (value: unknown): value is Stored => isStep(value);

const [NO_LIST, NO_THINGS] = [Object.freeze([] as never[]), Object.freeze({})];

/**
 * The step whole. What it says twice, or does not say, is one object among all steps: collecting garbage among millions
 * that say nothing is half of the time that a long trace takes to read.
 */
function whole(stored: Stored): Step {
  const { n, action, outcome, predicted, diff, facts, divergences, hazards, verdict = null, note = null, plan = null, at,
    micros = null, bytes } = stored;
  if (action.kind === 'call') {
    action.resolved ??= action.args as ResolvedArgs;
    action.as = listOf(action.as);
  }
  if (predicted) predicted.outcome = predicted.outcome ? readPrediction(predicted.outcome as StoredPrediction) : outcome;
  return {
    n, action, outcome, predicted, diff: wholeDiff(diff), facts: listOf(facts), divergences: listOf(divergences?.map(readDivergence)),
    hazards: listOf(hazards), verdict, note, plan, at, micros, ...(bytes === undefined ? {} : { bytes }),
  } as Step;
}

const listOf = <T>(list: readonly T[] | undefined): readonly T[] => (list === undefined || list.length === 0 ? NO_LIST : list);

function wholeDiff(diff: Partial<WorldDiff> = NO_THINGS): WorldDiff {
  const { added = NO_THINGS, updated = NO_THINGS, removed = NO_THINGS } = diff;
  return hasKey(added) || hasKey(updated) || hasKey(removed)
    ? { added: thingsOf(added), updated: thingsOf(updated), removed: thingsOf(removed) } : EMPTY_DIFF;
}

const thingsOf = <T extends object>(things: T): T => (hasKey(things) ? things : NO_THINGS as T);

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
