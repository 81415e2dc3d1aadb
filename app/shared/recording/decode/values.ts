/** Raw values as the types of the catalogue. Each reader returns null for a value of another kind. */
import type { RawValue } from '../raw.ts';

type Numbers = Readonly<Record<string, number>>;

/** The value after the call. */
const now = (value: RawValue | undefined): RawValue | undefined => (value?.kind === 'changed' ? value.after : value);

export function numberOf(value: RawValue | undefined): number | null {
  const is = now(value);
  if (is?.kind === 'conversion' && /^(hton|ntoh)[sl]$/.test(is.name)) return numberOf(is.args[0]);
  return is?.kind === 'number' ? is.value : null;
}

export function recordOf(value: RawValue | undefined): Readonly<Record<string, RawValue>> | null {
  const is = now(value);
  return is?.kind === 'record' ? is.fields : null;
}

export function listOf(value: RawValue | undefined): readonly RawValue[] | null {
  const is = now(value);
  return is?.kind === 'list' ? is.items : null;
}

export function bytesOf(value: RawValue | undefined): string | null {
  const is = now(value);
  return is?.kind === 'bytes' ? is.bytes : null;
}

export const isNull = (value: RawValue | undefined): boolean => {
  const is = now(value);
  return is === undefined || is.kind === 'null' || (is.kind === 'number' && is.value === 0);
};

export interface Flags {
  names: string[];
  /** Flags that the catalogue does not have: the rules have no opinion on such a call. */
  unknown: boolean;
}

/** Constants by name or number, taken apart by `set`. */
export function flagsOf(value: RawValue | undefined, set: Numbers): Flags | null {
  const is = now(value);
  if (is?.kind === 'null') return { names: [], unknown: false };
  if (is?.kind !== 'names' && is?.kind !== 'number') return null;
  const named = is.kind === 'names' ? is.names : [];
  let bits = is.kind === 'names' ? is.rest : is.value;
  const names = Object.keys(set).filter((name) => named.includes(name) || hasBits(bits, set[name]!));
  for (const name of names) bits = without(bits, set[name]!);
  return { names, unknown: bits !== 0 || named.some((name) => !Object.hasOwn(set, name)) };
}

/** 32 bits of a number; some flags use the highest one. */
const hasBits = (bits: number, wanted: number): boolean => wanted !== 0 && (Math.trunc(bits) & wanted) === Math.trunc(wanted | 0);
const without = (bits: number, gone: number): number => (bits | 0) & ~gone;

/** One constant of `set` by name or number; null if it is none. */
export function choiceOf(value: RawValue | undefined, set: Numbers): string | null {
  const is = now(value);
  if (is?.kind === 'names' && is.rest === 0 && is.names.length === 1) return Object.hasOwn(set, is.names[0]!) ? is.names[0]! : null;
  const number = numberOf(is);
  return number === null ? null : Object.keys(set).find((name) => set[name] === number) ?? null;
}

/** Whether a bit is set, by name or number. */
export function hasFlag(value: RawValue | undefined, name: string, bit: number): boolean {
  const is = now(value);
  if (is?.kind === 'names') return is.names.includes(name) || (is.rest & bit) !== 0;
  return is?.kind === 'number' && (Math.floor(is.value / bit) & 1) === 1;
}

/** Milliseconds of a number, a timespec or a timeval; NULL and negative ones wait without limit and are -1. */
export function timeoutOf(value: RawValue | undefined): number | null {
  if (now(value)?.kind === 'null') return -1;
  const fields = recordOf(value);
  if (!fields) {
    const number = numberOf(value);
    return number === null ? null : Math.max(-1, number);
  }
  const [seconds, nanos, micros] = [numberOf(fields['tv_sec']), numberOf(fields['tv_nsec']), numberOf(fields['tv_usec'])];
  return seconds === null ? null : seconds * 1000 + Math.ceil((nanos ?? 0) / 1e6) + Math.ceil((micros ?? 0) / 1e3);
}
