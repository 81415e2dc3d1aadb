/** Compares an outcome with an expectation and returns what differs. */
import { own } from '../base/own.ts';
import { WAIT_RESULTS, nothingCame } from '../calls/idle.ts';
import type { CallSpec, Outcome, Results } from '../calls/types.ts';
import { toByteString } from '../domain/bytes.ts';
import { outcomeText } from './compare.ts';
import { differingPart } from './judge-results.ts';
import type { Verdict } from './step.ts';
import type { Expectation } from '../scenario/format.ts';

export function judge(expected: Expectation, outcome: Outcome, call: CallSpec): Verdict {
  const but = firstMiss(expected, outcome, call);
  return { expected, met: but === null, but };
}

function firstMiss(e: Expectation, outcome: Outcome, call: CallSpec): string | null {
  const saw = outcomeText(outcome, call);
  // A call that was not made meets no expectation, not even that it fails.
  if (outcome.kind === 'refused') return saw;
  if (e.pending !== undefined && e.pending !== isUnderWay(outcome)) return saw;
  if (e.notWithin !== undefined) return outcome.kind === 'pending' || nothingCame(outcome, call) ? null : saw;
  if (e.ok !== undefined && e.ok !== (outcome.kind === 'ok')) return saw;
  if (e.error !== undefined && !(outcome.kind === 'error' && (outcome.name === e.error || outcome.number === e.error))) return saw;
  const part = differingPart(e, outcome);
  // The hexadecimal digits of a structure say little beside the field.
  if (part !== null) return e.fields === undefined && e.opaque === undefined ? `${saw}; ${part}` : part;
  if (RESULTS.every((name) => e[name] === undefined)) return null;
  if (outcome.kind !== 'ok') return saw;
  const { results } = outcome;
  if (e.data !== undefined && results.data !== toByteString(e.data)) return saw;
  if (e.ended !== undefined && (results.ended ?? false) !== e.ended) return saw;
  if (e.events !== undefined && !sameSet(e.events, results.events ?? [])) return saw;
  if (e.value !== undefined && !sameValue(named(e.value, call), mainResult(results, call))) return saw;
  return null;
}

/** Expectations about the results of a call that succeeded. */
const RESULTS = ['value', 'data', 'ended', 'events', 'errors', 'fields', 'opaque'] as const;

/** A call that has not returned, or an overlapped one whose operation is not over. */
const isUnderWay = (outcome: Outcome): boolean =>
  outcome.kind === 'pending' || (outcome.kind === 'ok' && outcome.results.started === true);

/** The result that `as` binds and `value` refers to. */
export function mainResult(results: Results, call: CallSpec): unknown {
  return call.result === 'none' ? undefined : results[call.result];
}

/** A wait is expected by the name of its result, too. */
const named = (value: unknown, { number }: CallSpec): unknown =>
  (number === 'place' && typeof value === 'string' ? own<number>(WAIT_RESULTS, value) ?? value : value);

function sameValue(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected) && Array.isArray(actual)) return sameSet(expected as string[], actual as string[]);
  if (typeof expected === 'boolean' && typeof actual === 'number') return expected === (actual !== 0);
  return JSON.stringify(expected) === JSON.stringify(actual);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
