/** Winsock calls: each argument is read as the call's own definition describes it. */
import { type WinsockCallName, findCall } from '../../calls/catalogue.ts';
import { errorName, errorNumber } from '../../calls/errors.ts';
import { type ArgType, type CallSpec, type ResolvedValue, type Results, startsOperation } from '../../calls/types.ts';
import { own } from '../../base/own.ts';
import { bytesOf as uint8, toHex } from '../../domain/bytes.ts';
import type { RawCall } from '../raw.ts';
import { ARGUMENTS } from '../winsock/ring.ts';
import { dots, isLarge } from './data.ts';
import type { Decoded } from './form.ts';
import { addressIn, buffersIn, wordAt } from './winsock-memory.ts';
import { type From, WINSOCK_FORMS, type WinsockForm } from './winsock-forms.ts';
import { bytesOf, flagsOf, numberOf } from './values.ts';

/** A program closes sockets and events by CloseHandle, too; the world decides which it was. */
const FORM_OF: Readonly<Record<string, WinsockCallName>> = { CloseHandle: 'WSACloseEvent' };
const WSA_IO_PENDING = '997';

export const WINSOCK_CALLS: ReadonlySet<string> = new Set([...Object.keys(WINSOCK_FORMS), ...Object.keys(FORM_OF)]);

/** Returns the call with typed arguments; null for calls without a form. */
export function decodeWinsock(raw: RawCall): Decoded | null {
  const name = own(FORM_OF, raw.name) ?? (raw.name as WinsockCallName);
  const form = own(WINSOCK_FORMS, name);
  const spec = findCall('winsock', name);
  if (!form || !spec) return null;
  const { args, vague, foreign } = argsOf(raw, spec, form);
  const overlapped = startsOperation(spec, args);
  const value = raw.result?.kind === 'value' ? raw.result.value : null;
  const pending = overlapped && raw.result?.kind === 'error' && raw.result.name === WSA_IO_PENDING;
  const seen = { word: (i: number) => wordIn(raw, i), bytes: (i: number) => copyOf(raw, i), value,
    arg: (i: number) => numberAt(raw, i) ?? 0 };
  const done = value === null ? {} : form.results?.(seen, args) ?? {};
  const operation = form.operation === undefined || !overlapped ? {}
    : { operation: seen.arg(form.operation), started: pending, ...(pending ? {} : done) };
  const results: Results = overlapped ? operation : done;
  const moved = value === null ? null : results.number ?? results.data?.length ?? null;
  const nameIn = (copy: number | undefined) => (copy === undefined ? null : addressIn(seen.bytes(copy)));
  const address = value === null ? null : nameIn(form.peer);
  const local = nameIn(form.own);
  const packets = form.packets && raw.result !== null ? { packets: form.packets(seen) } : {};
  return { call: name, args, vague, ...packets, ...(foreign === null ? {} : { foreign }), ...(address === null ? {} : { address }),
    ...(local === null ? {} : { local }),
    outcome: raw.result?.kind === 'error' && !pending ? errorOf(raw.result.name) : raw.result === null ? null : { kind: 'ok', results },
    ...(isLarge(moved) || isLarge(lengthOf(raw, form)) ? { large: true as const } : {}) };
}

const errorOf = (text: string) => {
  const name = errorName('winsock', Number(text));
  return { kind: 'error' as const, name, number: errorNumber('winsock', name) ?? Number(text) };
};

const numberAt = ({ args }: RawCall, i: number): number | null => numberOf(args[i]);
/** Memory that the source copied, one character per byte; null if it could not be read. */
const copyOf = ({ args }: RawCall, i: number): string | null => bytesOf(args[ARGUMENTS + i]);

function wordIn(raw: RawCall, i: number): number | null {
  const bytes = copyOf(raw, i);
  return bytes === null || bytes.length < 4 ? null : wordAt(bytes, 0);
}

const FROM_PROTOCOL_INFO = -1;
const isEmpty = (value: ResolvedValue | undefined): boolean => Array.isArray(value) && value.length === 0;

interface Args { args: Record<string, ResolvedValue>; vague: boolean; foreign: string | null }

function argsOf(raw: RawCall, spec: CallSpec, form: WinsockForm): Args {
  const read: Args = { args: {}, vague: form.vague ?? false, foreign: null };
  for (const { name, type, optional } of spec.args) {
    const from = own(form.args, name);
    if (from === undefined) continue;
    const given = valueOf(raw, type, from);
    const value = optional && (isEmpty(given) || given === FROM_PROTOCOL_INFO) ? null : given;
    if (value === undefined) read.vague = true;
    else if (value !== null) read.args[name] = value;
    if (value === undefined && form.makes) read.foreign = `${name} ${String(typeof from === 'number' ? numberAt(raw, from) : '?')}`;
  }
  return read;
}

/** undefined: a value that the catalogue does not have. null: the argument is absent. */
function valueOf(raw: RawCall, type: ArgType, from: From): ResolvedValue | undefined {
  if (typeof from === 'function') return from((i) => numberAt(raw, i) ?? 0, (i) => copyOf(raw, i));
  if (typeof from === 'object') return copied(raw, type, from.copy);
  const number = numberAt(raw, from) ?? 0;
  switch (type.kind) {
    case 'choice': {
      const name = Object.keys(type.set).find((one) => (type.set[one]! | 0) === (number | 0));
      return name ?? (type.numbers ? number | 0 : undefined);
    }
    case 'flags': {
      const flags = flagsOf({ kind: 'number', value: number | 0 }, type.set);
      return flags === null || flags.unknown ? undefined : flags.names;
    }
    case 'boolean': return (number | 0) !== 0;
    case 'integer': return Math.max(0, number | 0);
    case 'pid': return number >>> 0;
    case 'data': return dots(number | 0);
    case 'event': case 'handle': return number === 0 ? null : number;
    default: return number;
  }
}

function copied(raw: RawCall, type: ArgType, index: number): ResolvedValue | undefined {
  const bytes = copyOf(raw, index);
  switch (type.kind) {
    case 'address': return addressIn(bytes) ?? undefined;
    case 'blob': return bytes === null ? null : toHex(uint8(bytes));
    case 'data': {
      const length = buffersIn(bytes);
      return length === null ? undefined : dots(length);
    }
    default: {
      const word = type.kind === 'integer' && bytes !== null && bytes.length > 4 ? buffersIn(bytes) : wordIn(raw, index);
      return word ?? undefined;
    }
  }
}

/** Bytes that the call was given; null if the form does not say. */
function lengthOf(raw: RawCall, { args: { data } }: WinsockForm): number | null {
  return typeof data === 'number' ? (numberAt(raw, data) ?? 0) | 0 : typeof data === 'object' ? buffersIn(copyOf(raw, data.copy)) : null;
}
