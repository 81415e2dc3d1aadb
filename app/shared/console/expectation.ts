/** Expectations as they are typed: `ok`, `failed`, `pending`, `ended`, `error=…`, `value=…`, `data="…"`, `events=A|B`, `notWithin=300`. */
import type { Expectation } from '../scenario/format.ts';
import { LineProblem, type Token } from './tokens.ts';
import { unquoted } from './values.ts';

const WORDS = 'ok, failed, pending, not-pending, ended, not-ended, error=, value=, data=, events=, errors={…}, fields={…}, packet={…}, '
  + 'opaque=, opaqueNot= or notWithin=';

/** @throws LineProblem for an empty expectation. */
export function readExpectation(rest: readonly Token[], at: Token): Expectation {
  if (rest.length === 0) throw new LineProblem(`the expectation is missing: ${WORDS}`, at.from, at.to);
  const expect: Expectation = {};
  for (const token of rest) Object.assign(expect, one(token));
  return expect;
}

function one(token: Token): Expectation {
  const { text, from, to, value } = token;
  const name = value === null ? text : text.slice(0, value - from - 1);
  const given = value === null ? '' : text.slice(value - from);
  switch (name) {
    case 'ok': return { ok: true };
    case 'failed': return { ok: false };
    case 'pending': return { pending: true };
    case 'not-pending': return { pending: false };
    case 'ended': return { ended: true };
    case 'not-ended': return { ended: false };
    case 'error': return { error: /^\d+$/.test(given) ? Number(given) : given };
    case 'value': return { value: valueOf(given, value ?? from) };
    case 'data': return { data: unquoted(given, value ?? from) };
    case 'events': return { events: given === 'none' ? [] : given.split(/[|,]/).filter((e) => e !== '') };
    case 'errors': return { errors: pairsOf(given, value ?? from) };
    case 'fields': return { fields: pairsOf(given, value ?? from) };
    case 'packet': return { packet: numbersOf(pairsOf(given, value ?? from)) };
    case 'opaque': return { opaque: { of: given, equal: true } };
    case 'opaqueNot': return { opaque: { of: given, equal: false } };
    case 'notWithin':
      if (!/^\d+$/.test(given)) throw new LineProblem('write a number of milliseconds here', value ?? from, to);
      return { notWithin: Number(given) };
    default: throw new LineProblem(`"${text}" is not an expectation. Write ${WORDS}`, from, to);
  }
}

/** "{FD_CLOSE:WSAECONNABORTED,FD_READ:0}" as a record. */
function pairsOf(given: string, from: number): Record<string, string | number> {
  const pairs = /^\{(.*)\}$/.exec(given)?.[1]?.split(',').map((part) => /^\s*(\w+)\s*:\s*(-?\w+)\s*$/.exec(part));
  if (!pairs?.every((pair) => pair !== null)) throw new LineProblem('write {name:value,name:value} here', from, from + given.length);
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, /^-?(\d+|0x[0-9a-f]+)$/i.test(value!) ? Number(value) : value!]));
}

const numbersOf = (pairs: Record<string, string | number>): Record<string, number> =>
  Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, Number(value)]));

function valueOf(given: string, from: number): NonNullable<Expectation['value']> {
  if (/^-?\d+$/.test(given)) return Number(given);
  if (given === 'true' || given === 'false') return given === 'true';
  if (given.startsWith('{') || given.startsWith('[')) {
    try {
      return JSON.parse(given) as NonNullable<Expectation['value']>;
    } catch {
      throw new LineProblem('this is not a value', from, from + given.length);
    }
  }
  return unquoted(given, from);
}

/** Returns the text that `readExpectation` parses to this expectation. */
export function writeExpectation(e: Expectation): string {
  const parts: string[] = [];
  if (e.ok !== undefined) parts.push(e.ok ? 'ok' : 'failed');
  if (e.pending !== undefined) parts.push(e.pending ? 'pending' : 'not-pending');
  if (e.error !== undefined) parts.push(`error=${e.error}`);
  if (e.value !== undefined) parts.push(`value=${writeExpected(e.value)}`);
  if (e.data !== undefined) parts.push(`data=${JSON.stringify(e.data)}`);
  if (e.ended !== undefined) parts.push(e.ended ? 'ended' : 'not-ended');
  if (e.events !== undefined) parts.push(`events=${e.events.join('|') || 'none'}`);
  for (const name of ['errors', 'fields', 'packet'] as const) if (e[name] !== undefined) parts.push(`${name}=${writePairs(e[name])}`);
  if (e.opaque !== undefined) parts.push(`${e.opaque.equal ? 'opaque' : 'opaqueNot'}=${e.opaque.of}`);
  if (e.notWithin !== undefined) parts.push(`notWithin=${e.notWithin}`);
  return parts.join(' ');
}

const writePairs = (pairs: object): string =>
  `{${Object.entries(pairs).map(([name, value]) => `${name}:${String(value)}`).join(',')}}`;

function writeExpected(value: NonNullable<Expectation['value']>): string {
  if (typeof value === 'string')
    return /^[A-Za-z_$][\w.:$-]*$/.test(value) && value !== 'true' && value !== 'false' ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
