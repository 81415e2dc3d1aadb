/** Typed argument values: FD_READ|FD_CLOSE, $s, [$a,$b], "text", 127.0.0.1:0, none. */
import type { ArgType } from '../calls/types.ts';
import { LineProblem } from './tokens.ts';

export type Value = string | number | boolean | null | (string | number)[] | { onoff: number; linger: number }
  | Record<string, string | number>;

/** @param from position of the text in its line. @throws LineProblem for invalid syntax; the meaning is checked elsewhere. */
export function readValue(type: ArgType, text: string, from: number): Value {
  const wrong = (wanted: string): never => {
    throw new LineProblem(`write ${wanted} here`, from, from + Math.max(1, text.length));
  };
  if (text === '') return wrong(WANTED[type.kind]);
  if (text === 'none' && type.kind !== 'data') return type.kind === 'flags' ? [] : null;
  if (text.startsWith('$') && !/[|,\s]/.test(text)) return type.kind === 'descriptors' || type.kind === 'events' ? [text] : text;
  switch (type.kind) {
    case 'flags': return text.split(/[|,]/).filter((part) => part !== '');
    case 'descriptors': case 'events': return items(text).map((item) => number(item) ?? item);
    case 'integer': return number(text) ?? wrong('a whole number');
    case 'descriptor': case 'far-descriptor': case 'event': case 'pid': case 'handle': return number(text) ?? text;
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      return wrong('true or false');
    case 'option-value': return number(text) ?? linger(text) ?? wrong('a whole number or {onoff:1,linger:0}');
    case 'data': return repeatedData(text) ?? unquoted(text, from);
    case 'choice': return (type.numbers ? number(text) : undefined) ?? unquoted(text, from);
    case 'blob': return text.startsWith('{') ? structure(text) ?? wrong('{from:$name,iProtocol:6}') : unquoted(text, from);
    case 'address': case 'process': return unquoted(text, from);
  }
}

/** Returns the text that `readValue` parses to this value. */
export function writeValue(type: ArgType, value: Value): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return type.kind === 'flags' ? value.join('|') || 'none' : `[${value.join(',')}]`;
  if (typeof value === 'object') {
    const written = (field: string | number) => (type.kind === 'data' && typeof field === 'string' ? JSON.stringify(field) : field);
    return `{${Object.entries(value).map(([name, field]) => `${name}:${written(field)}`).join(',')}}`;
  }
  if (typeof value !== 'string') return String(value);
  return needsQuotes(type, value) ? JSON.stringify(value) : value;
}

const needsQuotes = (type: ArgType, value: string): boolean =>
  (type.kind === 'data' ? !value.startsWith('$') : /[\s"[\]{}]/.test(value) || value === '' || value === 'none');

/** Reads quoted text as a JSON string and other text literally. @throws LineProblem for an invalid quoted string. */
export function unquoted(text: string, from: number): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new LineProblem('this is not valid text in quotes', from, from + text.length);
  }
}

function items(text: string): string[] {
  const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return inner.split(/[,|]/).map((item) => item.trim()).filter((item) => item !== '');
}

function number(text: string): number | undefined {
  return /^(-?\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : undefined;
}

/** "{from:$name,iProtocol:6}" */
function structure(text: string): Record<string, string | number> | undefined {
  const pairs = text.slice(1, -1).split(',').map((part) => /^\s*(\w+)\s*:\s*(\$?[\w-]+)\s*$/.exec(part));
  if (!pairs.every((pair) => pair !== null)) return undefined;
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, number(value!) ?? value!]));
}

/** `{text:"x",times:65536}` */
function repeatedData(text: string): { text: string; times: number } | undefined {
  const [, quoted, times] = /^\{\s*text\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*times\s*:\s*(\d+)\s*\}$/.exec(text) ?? [];
  return quoted === undefined ? undefined : { text: unquoted(quoted, 0), times: Number(times) };
}

function linger(text: string): { onoff: number; linger: number } | undefined {
  const [, onoff, seconds] = /^\{\s*"?onoff"?\s*:\s*(\d+)\s*,\s*"?linger"?\s*:\s*(\d+)\s*\}$/.exec(text) ?? [];
  return onoff === undefined ? undefined : { onoff: Number(onoff), linger: Number(seconds) };
}

const WANTED: Readonly<Record<ArgType['kind'], string>> = {
  descriptor: '$name of a descriptor', 'far-descriptor': '$name of a descriptor', descriptors: '[$a,$b]',
  event: '$name of an event object', events: '[$a,$b]',
  pid: '$name of a process', process: 'the name of a process', blob: '$name of a WSAPROTOCOL_INFOW', address: 'an address', data: 'text',
  integer: 'a whole number',
  choice: 'one of the names', flags: 'names joined by |', boolean: 'true or false', 'option-value': 'a whole number', handle: '$name',
};
