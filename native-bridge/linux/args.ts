/** Reads resolved arguments in the form of the Linux calls. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Table } from '../marshal/args.ts';
import { int } from '../marshal/c-types.ts';

export { choiceArg, dataArg, flagsArg, intArg } from '../marshal/args.ts';

/** A descriptor number. A missing one becomes -1, so that the system returns EBADF. @throws RangeError if it is not an int. */
export function descriptorArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? int(value) : -1;
}

/** Text, or null if the argument is absent. */
export function textArg(args: ResolvedArgs, name: string): string | null {
  const value = args[name];
  return typeof value === 'string' ? value : null;
}

/** Descriptor numbers; none if the argument is absent. */
export function descriptorsArg(args: ResolvedArgs, name: string): number[] {
  const value = args[name];
  return Array.isArray(value) ? value.map((item) => (typeof item === 'number' ? int(item) : -1)) : [];
}

/** Names of the set bits, in the order of the table. */
export function namesOf(table: Table, bits: number): string[] {
  if (bits === 0) return [];
  return Object.entries(table).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}
