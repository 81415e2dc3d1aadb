/** Reads resolved arguments as the numbers and bytes that the C calls take. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';

type Table = Readonly<Record<string, number>>;

/** A descriptor number. A missing one becomes -1, so that the system itself answers EBADF. */
export function descriptorArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? value : -1;
}

/** A whole number, or `fallback` when the argument was left out. */
export function numberArg(args: ResolvedArgs, name: string, fallback = 0): number {
  const value = args[name];
  return typeof value === 'number' ? value : fallback;
}

/** The number behind one name of a table; 0 when the argument was left out. @throws RangeError for another name. */
export function choiceArg(args: ResolvedArgs, name: string, table: Table): number {
  const value = args[name];
  return typeof value === 'string' ? lookUp(table, value) : 0;
}

/** Names of a table, or-ed together. @throws RangeError for another name. */
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

/** Text, or null when the argument was left out. */
export function textArg(args: ResolvedArgs, name: string): string | null {
  const value = args[name];
  return typeof value === 'string' ? value : null;
}

/** Descriptor numbers; none when the argument was left out. */
export function descriptorsArg(args: ResolvedArgs, name: string): number[] {
  const value = args[name];
  return Array.isArray(value) ? value.map((item) => (typeof item === 'number' ? item : -1)) : [];
}

/** Names of the bits of a table that are set, in the order of the table. */
export function namesOf(table: Table, bits: number): string[] {
  return Object.entries(table).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

function lookUp(table: Table, name: string): number {
  const number = table[name];
  if (number === undefined) throw new RangeError(`"${name}" is not one of ${Object.keys(table).join(', ')}`);
  return number;
}
