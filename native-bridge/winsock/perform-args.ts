/** Reads resolved arguments as the numbers and bytes that the Winsock calls take. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';

type Table = Readonly<Record<string, number>>;

/** A SOCKET or WSAEVENT. A missing one becomes 0, so that Winsock itself answers 10038 or takes it for "none". */
export function handleArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? value : 0;
}

/** A whole number, or `fallback` when the argument was left out. */
export function numberArg(args: ResolvedArgs, name: string, fallback = 0): number {
  const value = args[name];
  return typeof value === 'number' ? value : fallback;
}

/** The number behind one name of a table, or `fallback` when it was left out. @throws RangeError for another name. */
export function choiceArg(args: ResolvedArgs, name: string, table: Table, fallback = 0): number {
  const value = args[name];
  return typeof value === 'string' ? lookUp(table, value) : fallback;
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

/** Text; '' when the argument was left out. */
export function textArg(args: ResolvedArgs, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

/** Handles as the array of 8-byte values that C expects. */
export function handlesArg(args: ResolvedArgs, name: string): { bytes: Buffer; count: number } {
  const value = args[name];
  const handles = Array.isArray(value) ? value.map(Number) : [];
  const bytes = Buffer.alloc(Math.max(8, 8 * handles.length));
  handles.forEach((handle, i) => bytes.writeBigUInt64LE(BigInt(handle), 8 * i));
  return { bytes, count: handles.length };
}

function lookUp(table: Table, name: string): number {
  const number = table[name];
  if (number === undefined) throw new RangeError(`"${name}" is not one of ${Object.keys(table).join(', ')}`);
  return number;
}
