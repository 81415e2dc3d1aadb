/** Reads "name(arguments) = result", the text of one call. */
import { own } from '../../base/own.ts';
import type { RawResult, RawValue } from '../raw.ts';
import { Unreadable, ValueReader } from './value-reader.ts';

export interface CallText {
  name: string;
  args: RawValue[];
  result: RawResult;
  /** Microseconds that the call took (-T); null without that option. */
  took: number | null;
}

const NAME = /^([a-z_]\w*|\?{3,})\(/;

/** Name of the call that a line begins with, or null; question marks where strace could not read it. */
export const nameIn = (text: string): string | null => NAME.exec(text)?.[1] ?? null;

/** @throws Unreadable for any other text. */
export function readCallText(text: string): CallText {
  const name = nameIn(text);
  if (name === null) throw new Unreadable('not a call');
  const reader = new ValueReader(text, name.length + 1);
  const args = argsOf(reader);
  if (!reader.take(/\s*= /y)) throw new Unreadable('no result');
  const result = readResult(reader);
  const took = /<(\d+\.\d+)>\s*$/.exec(text.slice(reader.at))?.[1];
  return { name, args, result, took: took === undefined ? null : Number(took) * 1e6 };
}

/** The arguments of a call that has not returned: as much as strace could read before it, such as the first half of a structure. */
export function readOpenArgs(text: string): RawValue[] {
  const name = nameIn(text);
  if (name === null) throw new Unreadable('not a call');
  return argsOf(new ValueReader(`${text}${closersOf(text)}`, name.length + 1));
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Strings, comments, and what is known of a descriptor can contain brackets that open nothing. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\*.*?\*\/|(?<=\d)<(?:[^>]|(?<=-)>)*>|[()[\]{}]/gs;

/** What closes all that the text has opened. */
function closersOf(text: string): string {
  const open: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const closer = own(CLOSERS, token);
    if (closer !== undefined) open.unshift(closer);
    else if (token === open[0]) open.shift();
  }
  return open.join('');
}

/** Arguments with names, as of clone, are one record. */
function argsOf(reader: ValueReader): RawValue[] {
  const { items, fields } = reader.items(')');
  return fields === null ? items : [...items, { kind: 'record', fields, others: [] }];
}

const ERROR = /-1 (E[A-Z0-9]+)\b/y;
const ERRNO = /-1 \(errno (\d+)\)/y;

function readResult(reader: ValueReader): RawResult {
  if (reader.take(/\? ERESTART\w*/y)) return { kind: 'restarts' };
  if (reader.skip('?')) return { kind: 'none' };
  const error = reader.take(ERROR)?.[1] ?? reader.take(ERRNO)?.[1];
  if (error !== undefined) return { kind: 'error', name: error };
  const value = reader.value();
  if (value.kind !== 'number') throw new Unreadable('the result is no number');
  const shown = shownOf(reader);
  return { kind: 'value', value: value.value, ...(value.about === undefined ? {} : { about: value.about }), ...(shown ? { shown } : {}) };
}

/** "(flags FD_CLOEXEC)", "([{fd=3, revents=POLLIN}])"; a word such as "(Timeout)" adds nothing. */
function shownOf(reader: ValueReader): RawValue | null {
  if (!reader.take(/ \((?:flags )?/y)) return null;
  try {
    return reader.value();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}
