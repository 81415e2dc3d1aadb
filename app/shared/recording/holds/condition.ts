/** Conditions for holding a program, as text: terms as in the filter of the call log, all of which must hold. */
import { InputProblem } from '../../base/input-problem.ts';
import { nearest } from '../../base/nearest.ts';
import { DETECTORS } from '../../hazards/index.ts';
import type { Rules } from '../../domain/entities.ts';
import { HOLDABLE } from '../winsock/functions.ts';
import { type Term, matches, parseTerms } from '../../search/terms.ts';
import { FOLLOWED_CALLS } from '../recording.ts';
import { NEVER_HELD } from '../source.ts';

const HOLD_KEYS = ['call', 'process', 'pid', 'thread', 'fd', 'socket', 'port', 'hazard'] as const;
type HoldKey = (typeof HOLD_KEYS)[number];

export interface Condition {
  /** As written. */
  text: string;
  /** Of the programs: which names its calls have. */
  rules: Rules;
  terms: readonly Term<HoldKey>[];
  /** Holds at this match only, counted from 1; null: at each. */
  nth: number | null;
}

/** Kernel calls that the catalogue has under another name without an address. */
const ALIASES: ReadonlyMap<string, string> = new Map([['send', 'sendto'], ['recv', 'recvfrom']]);
const CALLS: Readonly<Record<Rules, readonly string[]>> = {
  linux: FOLLOWED_CALLS.filter((name) => !NEVER_HELD.has(name)), winsock: HOLDABLE,
};
const EXAMPLES: Readonly<Record<Rules, string>> = { linux: 'call:sendmsg', winsock: 'call:WSADuplicateSocketW' };
const NUMBERS: ReadonlySet<HoldKey> = new Set(['pid', 'fd', 'socket', 'port']);

/** @throws InputProblem that says what is wrong and what to write. */
export function parseCondition(text: string, rules: Rules = 'linux'): Condition {
  const [, filter = '', nth] = /^(.*?)(?:#([1-9]\d{0,8}))?$/s.exec(text.trim()) ?? [];
  const parsed = parseTerms(filter, HOLD_KEYS);
  if (!parsed.ok) throw problem(text, parsed.message, '');
  if (parsed.terms.length === 0) throw problem(text, 'The condition is empty.', `Write ${EXAMPLES[rules]}, port:8080 or shares.`);
  for (const term of parsed.terms) check(text, term, rules);
  return { text: text.trim(), rules, terms: parsed.terms, nth: nth === undefined ? null : Number(nth) };
}

function check(text: string, { key, value }: Term<HoldKey>, rules: Rules): void {
  if (key === null && value.toLowerCase() !== 'shares') throw problem(text, `There is no "${value}".`, adviceForWord(value, rules));
  if (key !== null && NUMBERS.has(key) && !/^\d{1,10}$/.test(value)) throw problem(text, `${key}:${value} is not a number.`, '');
  if (key === 'call' && callsNamed(value, rules).length === 0)
    throw problem(text, `No call is named ${value}.`, near(value, CALLS[rules], 'call:'));
  const hazards = DETECTORS.filter((detector) => detector.rules[rules].length > 0).map(({ id }) => id);
  if (key === 'hazard' && !hazards.some((id) => named(id, value)))
    throw problem(text, `No hazard is named ${value}.`, near(value, hazards, 'hazard:'));
}

function adviceForWord(word: string, rules: Rules): string {
  const call = nearest(word, [...CALLS[rules], 'shares']);
  if (call === null) return `Known: shares, ${HOLD_KEYS.map((key) => `${key}:`).join(' ')}`;
  return `Did you mean ${call === 'shares' ? call : `call:${call}`}?`;
}

function near(value: string, known: readonly string[], key: string): string {
  const hint = nearest(value, known);
  return hint === null ? `Known: ${known.join(', ')}` : `Did you mean ${key}${hint}?`;
}

const problem = (text: string, what: string, advice: string): InputProblem =>
  new InputProblem(what.replace(/\.$/, ''), `--hold ${text}`, advice);

/** The whole name, with * and ? as wildcards. */
export const named = (name: string, value: string): boolean =>
  (/[*?]/.test(value) ? matches(name, value) : name.toLowerCase() === value.toLowerCase());

/** Kernel calls with this name or wildcard. */
export function callsNamed(value: string, rules: Rules): string[] {
  const aliases = rules === 'linux' ? ALIASES : new Map<string, string>();
  const names = [...aliases.keys(), ...CALLS[rules]].filter((name) => named(name, value));
  return [...new Set(names.map((name) => aliases.get(name) ?? name))];
}
