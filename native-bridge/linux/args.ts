/** Reads resolved arguments as the Linux calls take them. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Table } from '../marshal/args.ts';
import { int } from '../marshal/c-types.ts';

export { choiceArg, dataArg, flagsArg, intArg } from '../marshal/args.ts';

/** A descriptor number. A missing one becomes -1, so that the system itself answers EBADF. @throws RangeError for what is no int. */
export function descriptorArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? int(value) : -1;
}

/** Text, or null when the argument was left out. */
export function textArg(args: ResolvedArgs, name: string): string | null {
  const value = args[name];
  return typeof value === 'string' ? value : null;
}

/** Descriptor numbers; none when the argument was left out. */
export function descriptorsArg(args: ResolvedArgs, name: string): number[] {
  const value = args[name];
  return Array.isArray(value) ? value.map((item) => (typeof item === 'number' ? int(item) : -1)) : [];
}

/** Names of the bits of a table that are set, in the order of the table. */
export function namesOf(table: Table, bits: number): string[] {
  if (bits === 0) return [];
  return Object.entries(table).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}
