/**
 * The filter language for sockets. Terms in any order, all of which must match:
 *
 *   port:8080  process:nginx  pid:812  addr:127.0.0.1  state:listening  kind:unix  user:33  inode:4711  ns:own  fd:7
 *   family:AF_INET6  cookie:5
 *   shared  stale  reused  watched  in-flight  unread  hidden  unlisted  listening no acceptor
 *
 * `port 8080` is the same as `port:8080`; a leading minus excludes; "quotes" keep blanks. Any other word
 * is searched in names, addresses and paths, and a number in ports, pids and inodes.
 */
import { FAMILIES, KINDS, STATES } from './kinds.ts';
import { own } from '../base/own.ts';

export const KEYS = ['port', 'process', 'pid', 'addr', 'state', 'kind', 'user', 'inode', 'cookie', 'ns', 'fd', 'family'] as const;
export type Key = (typeof KEYS)[number];

export const WORDS = ['shared', 'stale', 'reused', 'watched', 'in-flight', 'unread', 'hidden', 'no-acceptor', 'unlisted'] as const;
export type Word = (typeof WORDS)[number];

export type Term =
  | { by: Key; value: string; not: boolean }
  | { by: 'word'; value: Word; not: boolean }
  | { by: 'text'; value: string; not: boolean };

export interface Filter {
  terms: readonly Term[];
  /** The meaning, for users: "port 8080 and shared". */
  meaning: string;
}

export type Parsed = { ok: true; filter: Filter } | { ok: false; problem: string };

const SAME_KEY: Readonly<Record<string, Key>> = {
  name: 'process', proc: 'process', program: 'process', address: 'addr', ip: 'addr', host: 'addr', path: 'addr', type: 'kind',
  proto: 'kind', protocol: 'kind',
  uid: 'user', netns: 'ns', namespace: 'ns', descriptor: 'fd', sk: 'cookie',
};
const SAME_STATE: Readonly<Record<string, string>> = {
  listen: 'listening', estab: 'established', connected: 'established', unconn: 'unconnected', close: 'unconnected', closed: 'unconnected',
  'syn-recv': 'syn-received',
  'time_wait': 'time-wait', 'close_wait': 'close-wait', 'last_ack': 'last-ack', 'fin_wait1': 'fin-wait-1', 'fin_wait2': 'fin-wait-2',
  'fin-wait1': 'fin-wait-1', 'fin-wait2': 'fin-wait-2',
};
const SAME_WORD: Readonly<Record<string, Word>> = { 'no-acceptors': 'no-acceptor', 'inflight': 'in-flight', 'reuse': 'reused',
  'watchers': 'watched', 'share': 'shared' };
const NUMERIC: ReadonlySet<Key> = new Set(['pid', 'inode', 'user', 'cookie', 'fd']);

/** Never throws; a problem is one sentence that says what to write instead. */
export function parseSocketFilter(text: string): Parsed {
  const terms: Term[] = [];
  const words = split(text);
  for (let i = 0; i < words.length; i++) {
    const { plain, not, quoted } = words[i]!;
    if (!quoted) {
      const foreign = foreignTerm(plain);
      if (foreign !== null) return { ok: false, problem: foreign };
    }
    const [, key, rest] = /^([a-z-]+):(.*)$/is.exec(plain) ?? [];
    if (key !== undefined && !quoted && isKeyLike(key)) {
      const problem = add(terms, key.toLowerCase(), rest!.replace(/^"(.*)"?$/s, '$1'), not);
      if (problem !== null) return { ok: false, problem };
      continue;
    }
    const lower = plain.toLowerCase();
    const next = words[i + 1];
    if (!quoted && lower === 'no' && /^acceptors?$/i.test(next?.plain ?? '')) {
      terms.push({ by: 'word', value: 'no-acceptor', not });
      i += 1;
    } else if (!quoted && lower === 'in' && next?.plain.toLowerCase() === 'flight') {
      terms.push({ by: 'word', value: 'in-flight', not });
      i += 1;
    } else if (!quoted && next !== undefined && !next.not && isSpokenKey(lower, next.plain)) {
      const problem = add(terms, lower, next.plain, not);
      if (problem !== null) return { ok: false, problem };
      i += 1;
    } else if (!quoted && asWord(lower) !== null) terms.push({ by: 'word', value: asWord(lower)!, not });
    else if (!quoted && asState(lower) !== null && lower !== 'unknown') terms.push({ by: 'state', value: asState(lower)!, not });
    else if (!quoted && (KINDS as readonly string[]).includes(lower) && lower !== 'unknown' && lower !== 'other')
      terms.push({ by: 'kind', value: lower, not });
    else terms.push({ by: 'text', value: plain, not });
  }
  return { ok: true, filter: { terms, meaning: terms.map(meaningOf).join(' and ') } };
}

/** Terms of other tools, which would be searched as text and never match; null for any other word. */
function foreignTerm(word: string): string | null {
  const known = `Known: ${KEYS.map((key) => `${key}:`).join(' ')} ${WORDS.join(' ')}. Quote it to search for it as text.`;
  if (/^[\w.]+(?:==|!=|>=|<=)/.test(word)) return `A term is "key:value", such as port:8080, not "${word}". ${known}`;
  if (/^(?:\|\||&&|or|and)$/i.test(word)) return `There is no "${word}": all terms must match. ${known}`;
  return null;
}

/** "port 8080", but not "port authority": a key without a colon needs a matching value. */
function isSpokenKey(lower: string, value: string): boolean {
  const key = asKey(lower);
  if (key === null || value.includes(':')) return false;
  if (key === 'port') return /^\d{1,5}(-\d{1,5})?$/.test(value);
  if (NUMERIC.has(key)) return /^\d+$/.test(value);
  if (key === 'state') return asState(value.toLowerCase()) !== null;
  if (key === 'kind') return (KINDS as readonly string[]).includes(value.toLowerCase());
  return key === 'process' || key === 'addr';
}

/** "http:" of an address is not a key; neither is the start of an IPv6 address. */
function isKeyLike(key: string): boolean {
  const lower = key.toLowerCase();
  return asKey(lower) !== null || (!/^[\da-f]+$/.test(lower) && nearest(lower) !== null);
}

function add(terms: Term[], given: string, value: string, not: boolean): string | null {
  const key = asKey(given);
  if (key === null) return `There is no "${given}:". Write ${nearest(given)}: instead, or quote it to search for it as text.`;
  if (value === '') return `"${given}:" needs a value after the colon, such as ${EXAMPLES[key]}.`;
  if (key === 'port' && !goodPorts(value)) return `"${value}" is not a port. Write a number from 0 to 65535, or a range such as 8000-8010.`;
  if (NUMERIC.has(key) && !/^\d+$/.test(value)) return `"${given}:" needs a number, such as ${EXAMPLES[key]}, not "${value}".`;
  if (key === 'state') {
    const state = asState(value.toLowerCase());
    if (state === null) return `There is no state "${value}". Known: ${STATES.slice(1).join(', ')}.`;
    terms.push({ by: key, value: state, not });
  } else if (key === 'kind') {
    if (!(KINDS as readonly string[]).includes(value.toLowerCase())) return `There is no kind "${value}". Known: ${KINDS.join(', ')}.`;
    terms.push({ by: key, value: value.toLowerCase(), not });
  } else if (key === 'family') {
    const family = Object.values(FAMILIES)
      .find((f) => f.toLowerCase() === value.toLowerCase() || f.toLowerCase() === `af_${value.toLowerCase()}`);
    if (family === undefined) return `There is no family "${value}". Known: ${Object.values(FAMILIES).join(', ')}.`;
    terms.push({ by: key, value: family, not });
  } else terms.push({ by: key, value, not });
  return null;
}

const EXAMPLES: Readonly<Record<Key, string>> = {
  port: 'port:8080', process: 'process:nginx', pid: 'pid:812', addr: 'addr:127.0.0.1', state: 'state:listening', kind: 'kind:unix',
  user: 'user:33',
  inode: 'inode:4711', cookie: 'cookie:5', ns: 'ns:own', fd: 'fd:7', family: 'family:AF_INET6',
};

function goodPorts(value: string): boolean {
  const [, low, high = low] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
  return low !== undefined && Number(low) <= Number(high) && Number(high) <= 0xffff;
}

const asKey = (word: string): Key | null => ((KEYS as readonly string[]).includes(word) ? word as Key : own(SAME_KEY, word) ?? null);
const asWord = (word: string): Word | null => ((WORDS as readonly string[]).includes(word) ? word as Word : own(SAME_WORD, word) ?? null);
const asState = (word: string): string | null => ((STATES as readonly string[]).includes(word) ? word : own(SAME_STATE, word) ?? null);

/** Returns the key with the same start or one different letter, or null. */
function nearest(word: string): string | null {
  return [...KEYS, ...Object.keys(SAME_KEY)].find((key) => (word.length > 2 && (key.startsWith(word) || word.startsWith(key)))
    || distanceOne(key, word)) ?? null;
}

function distanceOne(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return a.slice(i + 1) === b.slice(i + 1) || a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i);
}

interface Piece {
  plain: string;
  not: boolean;
  quoted: boolean;
}

function split(text: string): Piece[] {
  const pieces = text.match(/-?"[^"]*"?|[^\s"]*"[^"]*"?|\S+/g) ?? [];
  return pieces.flatMap((piece): Piece[] => {
    const not = piece.startsWith('-') && piece.length > 1;
    const rest = not ? piece.slice(1) : piece;
    const quoted = rest.startsWith('"');
    const plain = quoted ? rest.slice(1).replace(/"$/, '') : rest;
    return plain === '' || /^and$/i.test(plain) ? [] : [{ plain, not, quoted }];
  });
}

function meaningOf({ by, value, not }: Term): string {
  const words: Readonly<Record<Word, string>> = {
    'shared': 'shared by several descriptors', 'stale': 'with a stale registration', 'reused': 'with a reused registered number',
    'watched': 'watched',
    'in-flight': 'with descriptors in flight', 'unread': 'with unread data', 'hidden': 'without a visible holder',
    'no-acceptor': 'with no acceptor', 'unlisted': 'in no table',
  };
  const said = by === 'word' ? words[value]
    : by === 'text' ? `"${value}"`
      : by === 'state' || by === 'kind' ? value : `${by === 'addr' ? 'address' : by === 'fd' ? 'descriptor' : by} ${value}`;
  return not ? `not ${said}` : said;
}
