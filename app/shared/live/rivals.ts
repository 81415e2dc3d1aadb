/** Sockets that share an address. */
import { addressesOf } from './address.ts';
import type { Capture } from './capture.ts';
import { KINDS } from './kinds.ts';

/** How many other sockets are bound to the address of one that is not connected. */
export function rivalsOf(c: Capture, s: number): number {
  const { sockets } = c;
  const inet = sockets.family[s] === 2 || sockets.family[s] === 10;
  if (!inet || sockets.localPort[s] === 0 || sockets.remotePort[s] !== 0
    || (KINDS[sockets.kind[s]!] !== 'tcp' && KINDS[sockets.kind[s]!] !== 'udp')) return 0;
  const mine = addressesOf(c, s).local;
  let count = 0;
  for (let o = 0; o < sockets.length; o++) {
    if (sockets.localPort[o] !== sockets.localPort[s] || o === s || sockets.remotePort[o] !== 0 || sockets.kind[o] !== sockets.kind[s]
      || sockets.state[o] !== sockets.state[s]) continue;
    if (sockets.namespace[o] === sockets.namespace[s] && addressesOf(c, o).local === mine) count += 1;
  }
  return count;
}
