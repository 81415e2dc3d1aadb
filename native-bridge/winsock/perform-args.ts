/** Reads resolved arguments as the Winsock calls take them. */
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import { handle, handleBits } from '../marshal/c-types.ts';

export { choiceArg, dataArg, dwordArg, flagsArg, intArg } from '../marshal/args.ts';

/** A SOCKET or WSAEVENT. A missing one becomes 0, so that Winsock itself answers 10038 or takes it for "none". @throws RangeError for what cannot be one. */
export function handleArg(args: ResolvedArgs, name: string): number {
  const value = args[name];
  return typeof value === 'number' ? handle(value) : 0;
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
  handles.forEach((item, i) => bytes.writeBigUInt64LE(handleBits(item), 8 * i));
  return { bytes, count: handles.length };
}
