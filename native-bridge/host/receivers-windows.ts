/** The number of sockets that receive at an address under Windows. Not verified there; under Wine the session's own side counts them. */
import type { Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { arrivesAt, parseAddress } from '../../app/shared/reach/address.ts';
import { platformLabel } from '../winsock/identity.ts';
import { owners } from '../winsock/live/owners.ts';

/** The owner tables name the creator of a socket, which need not hold it any more, so they prove nothing. Null under Wine. */
export function unattributedReceivers({ address, type }: ReceiversAsked): Receivers | null {
  const to = parseAddress(address);
  // Its tables do not list unix sockets.
  if (to?.kind !== 'ip' || platformLabel() !== 'windows') return null;
  const kinds = type === null ? ['tcp', 'udp'] : [type === 'SOCK_DGRAM' ? 'udp' : 'tcp'];
  const there = owners().filter((o) => kinds.includes(o.kind) && (o.kind === 'udp' || o.state === 'listening') && arrivesAt(to, o.local));
  return { session: 0, others: 0, unattributed: there.length };
}
