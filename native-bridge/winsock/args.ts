/** Reads resolved arguments in the form of the Winsock calls. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import { handle, handleBits } from '../marshal/c-types.ts';

export { choiceArg, dataArg, dwordArg, flagsArg, intArg } from '../marshal/args.ts';

/**
 * A SOCKET or WSAEVENT. A missing one becomes 0, so that Winsock returns 10038 or treats it as "none". @throws
 * RangeError if it cannot be one.
 */
export function handleArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? handle(value) : 0;
}

/** Text; '' if the argument is absent. */
export function textArg(args: ResolvedArgs, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

/** Handles as the array of 8-byte values that C expects. */
export function handlesArg(args: ResolvedArgs, name: string): { bytes: Buffer; count: number } {
  const value = args[name];
  const handles = Array.isArray(value) ? value.map(Number) : [];
  const bytes = Buffer.alloc(Math.max(8, 8 * handles.length));
  handles.forEach((item, i) => bytes.writeBigUInt64LE(handleBits(item), 8 * i));
  return { bytes, count: handles.length };
}
