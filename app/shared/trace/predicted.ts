/** What the rules say of the results of a call, and how trace files have it. */
import type { Results } from '../calls/types.ts';

/** Where the rules know less of a result than its value. */
export type Match =
  | { match: 'at least'; number: number }
  /** From `from` to `number`. */
  | { match: 'up to'; number: number; from: number }
  /** The first bytes of these, one at least. */
  | { match: 'beginning of'; data: string }
  /** So many numbers, whichever. */
  | { match: 'count'; number: number }
  /** A WSAPROTOCOL_INFOW of a socket of this family, type and protocol. */
  | { match: 'describes'; socket: string };

export const atLeast = (number: number): Match => ({ match: 'at least', number });
export const upTo = (number: number, from = 0): Match => ({ match: 'up to', number, from });
export const beginningOf = (data: string): Match => ({ match: 'beginning of', data });
export const countOf = (number: number): Match => ({ match: 'count', number });
export const describing = (...socket: [family: string, type: string, protocol: string]): Match =>
  ({ match: 'describes', socket: socket.join(' ') });

/** With null for an unknown number. */
type PredictedValue<T> = T extends number ? T
  | null : T extends readonly { fd: number }[] ? readonly { [P in keyof T[number]]: PredictedValue<T[number][P]> }[] : T;

/** Results by name: a plain value is exactly that. What is not listed is not known. */
export type PredictedResults = { readonly [K in keyof Results]?: PredictedValue<Results[K]> | Match | null };

export type PredictedOutcome =
  | { kind: 'ok'; results: PredictedResults }
  /** `or`: other names that the documents leave open. */
  | { kind: 'error'; name: string; or?: readonly string[] }
  | { kind: 'pending' }
  /** The rules have no opinion. */
  | { kind: 'unknown' };

export const isMatch = (value: unknown): value is Match => typeof value === 'object' && value !== null && 'match' in value;

/** Whether a result is as a match says. */
export function matches(match: Match, actual: unknown): boolean {
  switch (match.match) {
    case 'at least': return Number(actual ?? 0) >= match.number;
    case 'up to': return Number(actual) >= match.from && Number(actual) <= match.number;
    case 'beginning of': return typeof actual === 'string' && actual !== '' && match.data.startsWith(actual);
    case 'count': return (Array.isArray(actual) ? actual.length : 0) === match.number;
    // The bytes of such a structure name much else.
    case 'describes': return true;
  }
}

/** The results that can be shown: with the most that a match allows, and without those of which only a form is known. */
export function shownResults(results: PredictedResults): Results {
  const shown: Record<string, unknown> = {};
  for (const name in results) {
    const value: unknown = results[name as keyof Results];
    if (!isMatch(value)) shown[name] = value;
    else if (value.match === 'up to') shown[name] = value.number;
    else if (value.match === 'beginning of') shown[name] = value.data;
  }
  return shown;
}

/** The form in trace files: separate names for counts, minimums and descriptions, and `orLess` for values that can be less. */
export type StoredPrediction = Exclude<PredictedOutcome, { kind: 'ok' }>
  | { kind: 'ok'; results: Readonly<Record<string, unknown>>; orLess?: true };

export function storedPrediction(outcome: PredictedOutcome): StoredPrediction {
  if (outcome.kind !== 'ok') return outcome;
  const results = Object.entries(outcome.results).map(([name, value]) => (isMatch(value) ? storedMatch(name, value) : [name, value]));
  const orLess = Object.values(outcome.results)
    .some((value) => isMatch(value) && (value.match === 'up to' || value.match === 'beginning of'));
  return { kind: 'ok', results: Object.fromEntries(results) as Readonly<Record<string, unknown>>, ...(orLess ? { orLess } : {}) };
}

function storedMatch(name: string, match: Match): [string, unknown] {
  switch (match.match) {
    case 'at least': return ['atLeast', match.number];
    case 'count': return ['descriptorCount', match.number];
    case 'describes': return ['infoOf', match.socket];
    case 'up to': return [name, match.number];
    case 'beginning of': return [name, match.data];
  }
}

export function readPrediction(stored: StoredPrediction): PredictedOutcome {
  if (stored.kind !== 'ok') return stored;
  const { results, orLess } = stored;
  if (!orLess && !('atLeast' in results || 'descriptorCount' in results || 'infoOf' in results)) return stored;
  return { kind: 'ok',
    results: Object.fromEntries(Object.entries(results).map(([name, value]) => readMatch(name, value, orLess === true))) };
}

function readMatch(name: string, value: unknown, orLess: boolean): [string, unknown] {
  switch (name) {
    case 'atLeast': return ['number', atLeast(Number(value))];
    case 'descriptorCount': return ['descriptors', countOf(Number(value))];
    case 'infoOf': return ['value', { match: 'describes', socket: String(value) } satisfies Match];
    case 'data': return [name, orLess ? beginningOf(String(value)) : value];
    case 'value': return [name, orLess ? upTo(Number(value)) : value];
    // Of a call that counts what it read, there is some.
    case 'number': return [name, orLess ? upTo(Number(value), 1) : value];
    default: return [name, value];
  }
}
