/** How a raw call becomes a call of the catalogue. */
import type { CallName } from '../../calls/catalogue.ts';
import { errorName, errorNumber } from '../../calls/errors.ts';
import type { Outcome, ResolvedArgs, Results } from '../../calls/types.ts';
import type { RawCall, RawValue } from '../raw.ts';

/** An event of epoll_wait by the value that the program registered, which need not be a descriptor. */
export interface ReadyItem { key: string; events: readonly string[] }

/** A completion packet. `operation`: address of its OVERLAPPED, or 0. `key`: the lower half of it. */
export interface Packet { operation: number; key: number; bytes: number; failed: boolean }

export interface Decoded {
  call: CallName<'linux' | 'winsock'>;
  args: ResolvedArgs;
  /** null while the call runs. */
  outcome: Outcome | null;
  /** The rules have no opinion: flags, options or sizes that the catalogue does not have. */
  vague: boolean;
  /** epoll_ctl: the program's value of the item. */
  key?: string;
  /** epoll_wait: what it reported. */
  items?: readonly ReadyItem[];
  /** Peer of an accepted connection, or own address, as the kernel returned it. */
  address?: string;
  /** Address of the socket itself after the call. */
  local?: string;
  /** socket: a family, type or protocol that the catalogue does not have. */
  foreign?: string;
  /** Packets that the call took from a completion port. */
  packets?: readonly Packet[];
  /** More bytes than are kept in the queue of the model. */
  large?: true;
}

/** What a form returns: arguments and, if the call succeeded, its results. */
export interface Read extends Partial<Pick<Decoded, 'call' | 'vague' | 'key' | 'items' | 'address' | 'foreign' | 'large'>> {
  args: ResolvedArgs;
  results?: Results;
}

/** `value`: the returned number, or null if the call failed or runs. Returns null for arguments that it cannot read. */
export type Form = (args: readonly RawValue[], value: number | null, call: RawCall) => Read | null;

export function outcomeOf({ result }: RawCall, results: Results): Outcome | null {
  switch (result?.kind) {
    case 'value': return { kind: 'ok', results };
    case 'error': return errorOf(result.name);
    default: return null;
  }
}

function errorOf(text: string): Outcome {
  const name = /^\d+$/.test(text) ? errorName('linux', Number(text)) : text;
  return { kind: 'error', name, number: errorNumber('linux', name) ?? (Number(text) || 0) };
}
