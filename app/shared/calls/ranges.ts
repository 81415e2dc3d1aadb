/** Calls on every descriptor between two numbers, both included. */
import type { CallSpec } from './types.ts';

export interface Range {
  first: number;
  last: number;
}

/** The numbers between the arguments `first` and `last`, as unsigned ints; null where the call closes no range. */
export function rangeOf(call: CallSpec, args: Readonly<Record<string, unknown>>): Range | null {
  const { first, last } = args;
  return call.closesRange === undefined || typeof first !== 'number' || typeof last !== 'number' ? null
    : { first: first >>> 0, last: last >>> 0 };
}

/** The numbers that the call closes; null where it closes no range, or only changes it. */
export function closedRangeOf(call: CallSpec, args: Readonly<Record<string, unknown>>): Range | null {
  const { flags } = args;
  return Array.isArray(flags) && flags.includes(call.closesRange) ? null : rangeOf(call, args);
}

export const isWithin = ({ first, last }: Range, number: number): boolean => number >= first && number <= last;
