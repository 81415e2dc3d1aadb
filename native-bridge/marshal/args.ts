/** Reads resolved arguments as the numbers and bytes that C calls take, on both systems. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import { dword, int } from './c-types.ts';

export type Table = Readonly<Record<string, number>>;

/** An int, or `fallback` if the argument is absent. @throws RangeError if the number is not an int. */
export function intArg(args: ResolvedArgs, name: string, fallback = 0): number {
  const value = args[name];
  return typeof value === 'number' ? int(value) : fallback;
}

/** The same for a DWORD, u_long or ULONG_PTR, within the range of JSON's numbers. */
export function dwordArg(args: ResolvedArgs, name: string, fallback = 0): number {
  const value = args[name];
  return typeof value === 'number' ? dword(value) : fallback;
}

/** The number of one name of a table, a number unchanged, or `fallback` if absent. @throws RangeError for an unknown name. */
export function choiceArg(args: ResolvedArgs, name: string, table: Table, fallback = 0): number {
  const value = args[name];
  if (typeof value === 'number') return int(value);
  return typeof value === 'string' ? lookUp(table, value) : fallback;
}

/** Names of a table, or-ed together. @throws RangeError for an unknown name. */
export function flagsArg(args: ResolvedArgs, name: string, table: Table): number {
  const value = args[name];
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((bits, item) => bits | lookUp(table, String(item)), 0);
}

/** A byte string (domain/bytes.ts) as bytes. */
export function dataArg(args: ResolvedArgs, name: string): Buffer {
  const value = args[name];
  return Buffer.from(typeof value === 'string' ? value : '', 'latin1');
}

function lookUp(table: Table, name: string): number {
  const number = Object.hasOwn(table, name) ? table[name] : undefined;
  if (number === undefined) throw new RangeError(`"${name}" is not one of ${Object.keys(table).join(', ')}`);
  return number;
}

/** The name of a number in a table, or the number as text. */
export const nameOf = (table: Table, number: number): string =>
  Object.entries(table).find(([, value]) => value === number)?.[0] ?? String(number);
