/** `who PORT|ADDRESS|PATH`: every matching socket, with holders, watchers and why it is open. */
import { addressesOf, asIPv4, ipv6Text, nameOf } from './address.ts';
import type { Capture } from './capture.ts';
import type { LiveHazard, LivePart } from './hazard-kinds.ts';
import { hazardsOf } from './hazards.ts';
import { kindNumber, ONLY_SIX } from './kinds.ts';
import { parseInet } from './parse-address.ts';
import { holderRow, type HolderRow, holdersOf, socketRow, type SocketRow, watcherRow, type WatcherRow, watchersOf } from './rows.ts';
import { peerText } from './peer.ts';
import { provenance } from './provenance.ts';
import { reachText } from './reach.ts';
import { registrationText } from './registration-text.ts';
import { whyOpen } from './why.ts';

/** `sharing`: who can remove the registration and is woken by it, if several processes hold the instance. */
export type SharedWatcher = WatcherRow & { sharing: readonly LivePart[] };

const LISTENING = 10;

export interface WhoAnswer {
  row: SocketRow;
  holders: readonly (HolderRow & { provenance: string | null })[];
  watchers: readonly SharedWatcher[];
  hazards: readonly LiveHazard[];
  why: readonly LivePart[];
  /** Which clients reach it, and which binds it refuses; empty if it does not wait at a port. */
  reach: readonly LivePart[];
  /** Who holds the other end of a connection inside this machine; empty for none. */
  otherEnd: readonly LivePart[];
}

export type WhoTarget =
  | { kind: 'port'; port: number }
  | { kind: 'address'; host: string; port: number | null }
  | { kind: 'path'; path: string };

/** "8080", "127.0.0.1:8080", "[::1]:80", "127.0.0.1", "/run/x.sock", "./x.sock", "@name"; null for anything else. */
export function whoTarget(text: string): WhoTarget | null {
  if (text.includes('/') || text.startsWith('@')) return { kind: 'path', path: text };
  if (/^:?\d{1,5}$/.test(text)) {
    const port = Number(text.replace(':', ''));
    return port > 0 && port <= 0xffff ? { kind: 'port', port } : null;
  }
  const [, six, four, port] = /^(?:\[([\da-f:.]+)\]|([\da-z.*-]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = six ?? four;
  if (host !== undefined && Number(port ?? 0) <= 0xffff && (six !== undefined || /^(\d{1,3}(\.\d{1,3}){3}|\*|localhost)$/.test(host))) {
    return { kind: 'address', host: host === 'localhost' ? '127.0.0.1' : six === undefined ? host : shortest(six),
      port: port === undefined ? null : Number(port) };
  }
  return /^[\da-f:]+:[\da-f:.]*$/i.test(text) ? { kind: 'address', host: shortest(text), port: null } : null;
}

/** Returns an IPv6 address in the notation of captures, an IPv4-mapped one as IPv4; other text unchanged. */
function shortest(text: string): string {
  const parsed = parseInet(`[${text}]:0`);
  return parsed ? hostIn(asIPv4(`[${ipv6Text(parsed.bytes, 0)}]:0`)) : text.toLowerCase();
}

/**
 * Returns the row ids for a place: listeners and bound sockets first, then connections. An any-address socket
 * matches every address of its port. Connections without an inode have no holder and come last.
 */
export function whoRows(c: Capture, target: WhoTarget): number[] {
  const { sockets } = c;
  const found: number[] = [];
  // Without a table the protocol is unknown, but the port still matches.
  const withPorts = new Set([kindNumber('tcp'), kindNumber('udp'), kindNumber('unknown')]);
  const unix = kindNumber('unix');
  for (let s = 0; s < sockets.length; s++) {
    if (target.kind === 'path') {
      if (sockets.kind[s] === unix && sockets.nameLength[s]! > 0 && samePath(nameOf(c, s), target.path)) found.push(s);
    }
    else if (withPorts.has(sockets.kind[s]!) && sockets.family[s] !== 0 && (target.port === null || sockets.localPort[s] === target.port)) {
      if (target.kind === 'port' || holdsHost(addressesOf(c, s).local, target.host, sockets.onlySix[s] === ONLY_SIX.yes)) found.push(s);
    }
  }
  const rank = ranker(c, found);
  return found.sort((a, b) => rank(a) - rank(b) || a - b);
}

/**
 * The kernel keeps a path as written by the program, which can be relative, and an abstract name with the
 * NULs that some programs pad it with or have in it, which ss prints as "@".
 */
function samePath(name: string, wanted: string): boolean {
  if (name.startsWith('@')) {
    const trimmed = name.replace(/\0+$/, '');
    return [wanted, wanted.replace(/(?<=.)@+$/, '')].some((text) => text === trimmed || text === trimmed.replaceAll('\0', '@'));
  }
  return name === wanted || (!name.startsWith('/') && wanted.endsWith(`/${name}`));
}

/** Whether a local address is one of the port or address. */
export function isOf(local: string, target: Exclude<WhoTarget, { kind: 'path' }>): boolean {
  return (target.port === null || local.endsWith(`:${target.port}`)) && (target.kind === 'port' || holdsHost(local, target.host));
}

function holdsHost(local: string, host: string, onlySix = false): boolean {
  const [mine, six] = [hostIn(local), host.includes(':')];
  return mine === host || host === '*' || (mine === '0.0.0.0' && !six) || (mine === '::' && (six || !onlySix));
}

/** "::1" in "[::1]:80", "127.0.0.1" in "[::ffff:127.0.0.1]:80". */
const hostIn = (address: string): string => asIPv4(address).replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/** In the order of an answer. `accepted` have the port of a listener, `outgoing` do not; `left` have no holder any more, or not yet. */
export const GROUPS = ['listening', 'bound', 'accepted', 'outgoing', 'left'] as const;
export type Group = (typeof GROUPS)[number];

/** The group of each of the rows of one place. */
export function groupsOf(c: Capture, rows: readonly number[]): (s: number) => Group {
  const rank = ranker(c, rows);
  return (s) => GROUPS[rank(s)]!;
}

function ranker(c: Capture, rows: readonly number[]): (s: number) => number {
  const { sockets } = c;
  const place = (s: number, host: string) => `${sockets.kind[s]} ${sockets.namespace[s]} ${sockets.localPort[s]} ${host}`;
  const hostOf = (s: number) => hostIn(addressesOf(c, s).local);
  const served = new Set(rows.filter((s) => sockets.state[s] === LISTENING).map((s) => place(s, hostOf(s))));
  const isServed = (s: number) =>
    [hostOf(s), '::', ...hostOf(s).includes(':') ? [] : ['0.0.0.0']].some((host) => served.has(place(s, host)));
  const isUnix = (s: number) => sockets.kind[s] === kindNumber('unix');
  const ranks = new Map<number, number>();
  const rankOf = (s: number): number => {
    if (sockets.inode[s] === 0) return 4;
    if (sockets.state[s] === LISTENING) return 0;
    return !isConnection(c, s) ? 1 : isUnix(s) || isServed(s) ? 2 : 3;
  };
  return (s) => {
    const rank = ranks.get(s) ?? rankOf(s);
    ranks.set(s, rank);
    return rank;
  };
}

/** Whether it is one end of a connection. An accepted unix socket has its listener's name. */
export function isConnection({ sockets }: Capture, s: number): boolean {
  return sockets.remotePort[s] !== 0 || (sockets.kind[s] === kindNumber('unix') && sockets.state[s] === 1);
}

export function who(c: Capture, s: number): WhoAnswer {
  return {
    row: socketRow(c, s), holders: holdersOf(c, s).map((h) => ({ ...holderRow(c, h), provenance: provenance(c, h) })),
    watchers: watchersOf(c, s).map((w) => ({ ...watcherRow(c, w), sharing: registrationText(c, w) })),
    hazards: hazardsOf(c, s), why: whyOpen(c, s), reach: reachText(c, s), otherEnd: peerText(c, s),
  };
}
