/**
 * Reads the lines of steps. Their parts repeat in long recordings: call, outcome and prediction (the head of a line), and the change
 * (its rest). Equal parts are parsed and checked once and shared, which saves most of the time and memory that a million steps take.
 * What cannot be read this way is parsed whole.
 */
import type { Outcome, ResolvedArgs } from '../calls/types.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { RuleId } from '../domain/ids.ts';
import { attempt } from '../base/attempt.ts';
import { isTooDeep } from './depth.ts';
import { type PredictedOutcome, type StoredPrediction, readPrediction } from './predicted.ts';
import { isStep, isStepHead, isStepRest } from './shape.ts';
import { SharedParts } from './shared-parts.ts';
import type { Step } from './step.ts';

export type Head = Pick<Step, 'action' | 'outcome' | 'predicted'>;

/** What is of one step alone, in the form of a line: without what is empty. Lines share it, so it must not be changed. */
export type Rest = Readonly<{ diff?: Partial<WorldDiff> }
  & Partial<Pick<Step, 'facts' | 'divergences' | 'hazards' | 'verdict' | 'note' | 'plan' | 'bytes'>>>;

export interface Line extends Pick<Step, 'n' | 'at' | 'micros'> {
  head: Head;
  rest: Rest;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;
const [START, DIFF, NOTE, AT, MICROS] = ['{"n":', ',"diff":', ',"note":', ',"at":', ',"micros":'] as const;
const NO_REST: Rest = Object.freeze({});

export class LineReader {
  readonly #heads = new SharedParts((value) => (Object.keys(value).length === 3 && isStepHead(value) ? wholeHead(value as StoredHead)
    : null));
  readonly #rests = new SharedParts<Rest>((value) => (isStepRest(value) ? value : null));

  /** A line, or null if it is damaged. */
  read(line: string): Line | null {
    return isTooDeep(line) ? null : this.#split(line) ?? parsedWhole(line);
  }

  #split(line: string): Line | null {
    const comma = line.indexOf(',', START.length);
    const at = line.lastIndexOf(AT);
    if (!line.startsWith(START) || !line.endsWith('}') || comma < 0 || at < comma) return null;
    const end = firstOf(line, comma, at);
    const took = line.indexOf(MICROS, at);
    const n = numberIn(line, START.length, comma);
    const time = numberIn(line, at + AT.length, took < 0 ? line.length - 1 : took);
    const micros = took < 0 ? null : numberIn(line, took + MICROS.length, line.length - 1);
    if (!Number.isSafeInteger(n) || !Number.isFinite(time) || !Number.isFinite(micros ?? 0)) return null;
    const head = this.#heads.of(line.slice(comma + 1, end));
    const rest = end === at ? NO_REST : this.#rests.of(line.slice(end + 1, at));
    return head && rest && { n, head, rest, at: time, micros };
  }
}

/** Where the head ends. A key within it would leave it unbalanced, so that it is not read as one. */
function firstOf(line: string, from: number, end: number): number {
  const diff = line.indexOf(DIFF, from);
  if (diff >= 0 && diff < end) return diff;
  const note = line.indexOf(NOTE, from);
  return note >= 0 && note < end ? note : end;
}

const [ZERO, NINE] = [48, 57] as const;
/** Digits of which every number is exact. */
const EXACT = 15;

/** The number in a part of a line; NaN if there is another text. Most are short and whole. */
function numberIn(line: string, from: number, to: number): number {
  let number = to > from && to - from <= EXACT ? 0 : Number.NaN;
  for (let i = from; i < to && !Number.isNaN(number); i++) {
    const digit = line.charCodeAt(i);
    number = digit >= ZERO && digit <= NINE ? number * 10 + (digit - ZERO) : Number.NaN;
  }
  if (!Number.isNaN(number)) return number;
  const text = line.slice(from, to);
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

function parsedWhole(line: string): Line | null {
  const value = attempt(() => JSON.parse(line) as unknown, undefined);
  if (!isStep(value)) return null;
  const { n, at, micros = null, ...rest } = value as Rest & Pick<Step, 'n' | 'at'> & Partial<Pick<Step, 'micros'>>;
  return { n, head: wholeHead(value as StoredHead), rest, at, micros };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Call = Writable<Extract<Step['action'], { kind: 'call' }>>;

/** Without what it would say a second time. */
interface StoredHead {
  action: (Omit<Call, 'resolved' | 'as'> & Partial<Pick<Call, 'resolved' | 'as'>>) | Exclude<Step['action'], { kind: 'call' }>;
  outcome: Outcome;
  predicted: { outcome?: StoredPrediction | PredictedOutcome | Outcome; rules: readonly RuleId[] } | null;
}

const NO_NAMES: readonly string[] = Object.freeze([]);

function wholeHead({ action, outcome, predicted }: StoredHead): Head {
  if (action.kind === 'call') {
    action.resolved ??= action.args as ResolvedArgs;
    action.as = action.as === undefined || action.as.length === 0 ? NO_NAMES : action.as;
  }
  if (predicted) predicted.outcome = predicted.outcome ? readPrediction(predicted.outcome as StoredPrediction) : outcome;
  return { action: action as Step['action'], outcome, predicted: predicted as Step['predicted'] };
}
