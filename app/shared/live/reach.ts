/** Which clients reach a socket that waits at a port, and which further binds of the port are refused because of it. */
import { addressesOf, asIPv4 } from './address.ts';
import type { Capture } from './capture.ts';
import type { LivePart } from './hazard-kinds.ts';
import { listed } from './hazards.ts';
import { KINDS, ONLY_SIX } from './kinds.ts';

const [INET, INET6] = [2, 10];
/** Of TCP. */
const LISTENING = 10;

/** Addresses of one family: of all interfaces, one, or none. */
type Scope = 'all' | 'one' | 'none';
interface Reach { four: Scope; six: Scope; sure: boolean }

/** Returns two or three sentences; empty for sockets that are no receivers of new clients at a port. */
export function reachText(c: Capture, s: number): LivePart[] {
  if (c.header.tier === 'handles' || !waitsAtPort(c, s)) return [];
  const reach = reachOf(c, s);
  const others = nearer(c, s, reach);
  const except = others.length === 0 ? [] : [', except those of ', ...listed(others)];
  const deviceKnown = c.header.namespaces[c.sockets.namespace[s]!]?.tables === 'sock_diag';
  const apart = deviceKnown && c.sockets.device[s] === 0 ? '' : 'are for different interfaces, or ';
  return [`${clientsOf(c, s, reach)}${throughText(c, s)} reach it`, ...except, `${unknownText(reach, deviceKnown)}. `,
    `A further bind of the port to ${refusedBy(c, s, reach)} is refused (EADDRINUSE), unless both sockets ${apart}set ${
      KINDS[c.sockets.kind[s]!] === 'udp' ? 'SO_REUSEADDR, or ' : ''}SO_REUSEPORT and belong to one user (P19).${
      reach.sure ? '' : ' Whether one to an IPv4 address is refused is not known.'}`];
}

/** Options that the tables of /proc do not show. */
function unknownText({ sure }: Reach, deviceKnown: boolean): string {
  const unknown = [...sure ? [] : [['those of IPv4 do', 'IPV6_V6ONLY']],
    ...deviceKnown ? [] : [['only those of one interface do', 'SO_BINDTODEVICE']]] as [string, string][];
  if (unknown.length === 0) return '';
  return `; ${unknown.map(([who]) => `whether ${who}`).join(' and ')} is not known (${unknown.map(([, option]) => option).join(', ')})`;
}

const throughText = ({ sockets }: Capture, s: number): string =>
  (sockets.device[s] === 0 ? '' : ` that come in through interface ${sockets.device[s]!}`);

function waitsAtPort({ sockets }: Capture, s: number): boolean {
  const kind = KINDS[sockets.kind[s]!];
  // A TCP socket that is only bound has no clients, and another one can be bound beside it with SO_REUSEADDR.
  if (kind !== 'udp' && (kind !== 'tcp' || sockets.state[s] !== LISTENING)) return false;
  return sockets.inode[s] !== 0 && sockets.localPort[s] !== 0 && sockets.remotePort[s] === 0
    && (sockets.family[s] === INET || sockets.family[s] === INET6);
}

function reachOf({ sockets }: Capture, s: number): Reach {
  const bytes = sockets.address.subarray(32 * s, 32 * s + (sockets.family[s] === INET ? 4 : 16));
  const any = bytes.every((b) => b === 0);
  if (sockets.family[s] === INET) return { four: any ? 'all' : 'one', six: 'none', sure: true };
  const mapped = bytes.subarray(0, 10).every((b) => b === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (!any) return { four: mapped ? 'one' : 'none', six: mapped ? 'none' : 'one', sure: true };
  return { four: sockets.onlySix[s] === ONLY_SIX.no ? 'all' : 'none', six: 'all', sure: sockets.onlySix[s] !== ONLY_SIX.unknown };
}

/** Clients of an IPv4-mapped address use IPv4. */
const plainAddress = (c: Capture, s: number): string => asIPv4(addressesOf(c, s).local);

function clientsOf(c: Capture, s: number, { four, six }: Reach): string {
  if (four === 'one' || six === 'one') {
    const local = plainAddress(c, s);
    const [verb, where] = [KINDS[c.sockets.kind[s]!] === 'udp' ? 'send' : 'connect',
      c.sockets.namespace[s] === 0 ? 'on this machine' : 'in its network namespace'];
    return `Only clients ${/^(127\.|\[::1\])/.test(local) ? `${where} ` : ''}that ${verb} to ${local}`;
  }
  const which = four === 'none' ? 'IPv6 address' : six === 'none' ? 'IPv4 address' : 'address, IPv4 and IPv6,';
  return `Clients of every local ${which}`;
}

function refusedBy(c: Capture, s: number, { four, six }: Reach): string {
  const address = plainAddress(c, s).replace(/:\d+$/, '');
  if (four === 'all') return six === 'all' ? 'any address' : 'any IPv4 address, or to [::] without IPV6_V6ONLY,';
  if (six === 'all') return 'any IPv6 address';
  return four === 'one' ? `${address}, to 0.0.0.0, or to [::] without IPV6_V6ONLY` : `${address} or to [::]`;
}

/**
 * Sockets of the port that some clients reach instead: the system prefers one address to all, then a socket of the interface, and
 * IPv4 to dual stack.
 */
function nearer(c: Capture, s: number, mine: Reach): LivePart[] {
  const { sockets } = c;
  const found = new Map<string, number>();
  for (let o = 0; o < sockets.length; o++) {
    if (sockets.localPort[o] !== sockets.localPort[s] || o === s || sockets.kind[o] !== sockets.kind[s]
      || sockets.namespace[o] !== sockets.namespace[s] || sockets.state[o] !== sockets.state[s] || !waitsAtPort(c, o)) continue;
    if (sockets.device[s] !== 0 && sockets.device[o] !== 0 && sockets.device[o] !== sockets.device[s]) continue;
    const theirs = reachOf(c, o);
    const four = mine.four === 'all' && (theirs.four === 'one' || (theirs.four === 'all' && theirs.six === 'none' && mine.six === 'all'));
    const narrower = sockets.device[s] === 0 && sockets.device[o] !== 0
      && (theirs.six === 'all' ? mine.six === 'all' : addressesOf(c, o).local === addressesOf(c, s).local);
    if (four || narrower || (mine.six === 'all' && theirs.six === 'one')) found.set(`${addressesOf(c, o).local}${throughText(c, o)}`, o);
  }
  return [...found].map(([text, socket]) => ({ socket, text }));
}
