/** Permits: the user's consent that a session reaches a given address outside the session. */
import { InputProblem } from '../base/input-problem.ts';
import { canBeBound, canonicalAddress, isLocal, parseAddress } from './address.ts';
import type { Destination } from './destination.ts';

/** `connect:127.0.0.1:5432`, `send:[::1]:53`, `connect:/run/x.sock` or `send:@name`. */
export type Permit = `${Destination['via']}:${string}`;

export const permitFor = ({ via, to }: Pick<Destination, 'via' | 'to'>): Permit => `${via}:${canonicalAddress(to)}`;

/**
 * Parses a permit; `unix:/run/x.sock` means both connecting and sending to it.
 * @throws InputProblem if the text is not a permit.
 */
export function parsePermit(text: string): Permit[] {
  const [, kind = '', to = ''] = /^(connect|send|unix):(.+)$/s.exec(text) ?? [];
  const address = parseAddress(to);
  if (!address || !canBeBound(address) || !isLocal(address) || (kind === 'unix' && address.kind !== 'unix')) {
    throw new InputProblem(`"${text}" names no address of this machine`, '--allow',
      'Write connect:127.0.0.1:5432, send:[::1]:53 or unix:/run/x.sock.');
  }
  return kind === 'unix' ? [`connect:${to}`, `send:${to}`] : [permitFor({ via: kind as Destination['via'], to })];
}
