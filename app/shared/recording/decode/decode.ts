/** Turns a raw call into a call of the catalogue. */
import type { LinuxCallName } from '../../calls/catalogue.ts';
import { own } from '../../base/own.ts';
import type { Rules } from '../../domain/entities.ts';
import type { RawCall } from '../raw.ts';
import { DESCRIPTOR_FORMS } from './descriptors.ts';
import { type Decoded, type Form, outcomeOf } from './form.ts';
import { SOCKET_FORMS } from './sockets.ts';
import { TRANSFER_FORMS } from './transfers.ts';
import { WINSOCK_CALLS, decodeWinsock } from './winsock.ts';

const FORMS: { readonly [N in LinuxCallName]?: Form } = { ...SOCKET_FORMS, ...TRANSFER_FORMS, ...DESCRIPTOR_FORMS };

/** Names of the system's calls that have a form. */
export const DECODED_CALLS: Readonly<Record<Rules, ReadonlySet<string>>> = { linux: new Set(Object.keys(FORMS)), winsock: WINSOCK_CALLS };

/** The last form of each call, with the arguments and the result that it is of. */
const KNOWN = new WeakMap<RawCall, { args: unknown; result: unknown; decoded: Decoded | null }>();

/** Returns the call with typed arguments; null if the source did not give enough of it, or for a command without a form. */
export function decode(raw: RawCall, rules: Rules): Decoded | null {
  const { args, result } = raw;
  const known = KNOWN.get(raw);
  if (known && known.args === args && known.result === result) return known.decoded;
  const decoded = rules === 'winsock' ? decodeWinsock(raw) : decodeLinux(raw);
  KNOWN.set(raw, { args, result, decoded });
  return decoded;
}

function decodeLinux(raw: RawCall): Decoded | null {
  const form = own(FORMS, raw.name);
  const value = raw.result?.kind === 'value' ? raw.result.value : null;
  const read = form?.(raw.args, value, raw);
  if (!read) return null;
  const { call = raw.name as LinuxCallName, results = {}, args, vague = false, ...more } = read;
  return { call, args, outcome: outcomeOf(raw, results), vague, ...more };
}
