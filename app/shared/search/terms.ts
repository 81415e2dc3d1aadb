/**
 * The filter language of steps: words, and typed terms like `call:WSAEventSelect error:* pid:4120 -process:main`.
 * Every term must hold; a minus in front turns one round; quotes keep spaces together; `*` stands for anything.
 */

import { nearest } from '../base/nearest.ts';

export const TERM_KEYS = ['call', 'process', 'pid', 'error', 'ok', 'rule', 'address', 'data', 'hazard', 'divergence', 'step', 'number',
  'expect'] as const;
export type TermKey = (typeof TERM_KEYS)[number];

export interface Term<Key extends string = TermKey> {
  /** Null for a bare word, which is looked for everywhere. */
  key: Key | null;
  value: string;
  not: boolean;
}

export const TERM_WORDS: Readonly<Record<TermKey, string>> = {
  call: 'name of the call', process: 'name of the acting process', pid: 'its process id', error: 'name or number of the error',
  ok: 'result of a call',
  rule: 'rule of the prediction', address: 'address or port', data: 'bytes as text', hazard: 'kind of hazard found',
  divergence: 'diverging outcome or fact',
  step: 'number or range', number: 'SOCKET, fd or HANDLE', expect: 'met or unmet',
};

export type Parsed<Key extends string = TermKey> = { ok: true; terms: readonly Term<Key>[] } | { ok: false; message: string; at: number };

/** The terms of a filter, or the first thing wrong with it and where (from 0). An empty filter has no terms. */
export const parseStepFilter = (text: string): Parsed => parseTerms(text, TERM_KEYS);

/** The same with other keys. */
export function parseTerms<Key extends string>(text: string, keys: readonly Key[]): Parsed<Key> {
  const terms: Term<Key>[] = [];
  const pattern = /\s*(-?)(?:([a-zA-Z]+):)?("([^"]*)("?)|\S*)/y;
  let at = 0;
  while (at < text.trimEnd().length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)!;
    const [whole, minus, key, raw, quoted, closing] = found;
    const start = at + whole.length - whole.trimStart().length;
    if (quoted !== undefined && closing === '') return { ok: false, message: 'A quotation mark is not closed.', at: start };
    const known = key === undefined ? null : keys.find((k) => k === key.toLowerCase());
    // An address or a path has a colon too, and is a word.
    if (known === undefined && !/^[0-9a-f]*$/i.test(key!)) {
      return { ok: false, message: `There is no "${key}:". ${advice(key!, keys)}`, at: start };
    }
    const value = quoted ?? raw ?? '';
    if (known === undefined) terms.push({ key: null, value: `${key}:${value}`, not: minus === '-' });
    else if (known !== null && value === '') return { ok: false, message: `"${key}:" needs a value, for example ${key}:*`, at: start };
    else if (value !== '') terms.push({ key: known, value, not: minus === '-' });
    at += Math.max(1, whole.length);
  }
  return { ok: true, terms };
}

function advice(key: string, keys: readonly string[]): string {
  const hint = nearest(key, keys);
  return `${hint === null ? '' : `Did you mean "${hint}:"? `}Known: ${keys.map((k) => `${k}:`).join(' ')}`;
}

/** Whether a text answers to a value: `*` and `?` are wildcards over the whole text, anything else is looked for within it. */
export function matches(text: string, value: string): boolean {
  if (!/[*?]/.test(value)) return text.toLowerCase().includes(value.toLowerCase());
  const pattern = value.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'is').test(text);
}
