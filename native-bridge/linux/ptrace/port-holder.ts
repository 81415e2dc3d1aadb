/** Who holds a port now, for a bind or listen that failed because of it. */
import { type WantedAddress, isAny, partsOf } from '../../../app/shared/recording/addresses.ts';
import { linkOf, numbersOf, socketFactsOf, socketTableSeenBy } from './descriptors.ts';
import { allProcesses, networkOf, programOf } from './tree.ts';

/** Holders that are named. */
const MOST = 3;
/** A program can ask again and again: the system is searched once per address and pause, in milliseconds. */
const [PAUSE_MS, KEPT] = [1000, 64];

const found = new Map<string, { at: number; holders: readonly number[] }>();

/**
 * "nginx (812), nginx (813) and 2 more"; null if no holder outside of the recording can be seen. A process that has ended is taken to
 * have been in the network of this one, where launched programs begin. Names are foreign text.
 */
export function holdersOfPort({ address, type, pid: asking, recorded }: WantedAddress): string | null {
  const pid = networkOf(asking) === '' ? process.pid : asking;
  const network = networkOf(pid);
  const key = `${network} ${type} ${address}`;
  const now = performance.now();
  const known = found.get(key);
  const { holders } = known && now - known.at < PAUSE_MS ? known : { holders: search(address, type, pid) };
  if (holders !== known?.holders) {
    if (found.size >= KEPT) found.clear();
    found.set(key, { at: now, holders });
  }
  const outside = holders.filter((one) => !recorded.has(one));
  const named = outside.slice(0, MOST).map((one) => `${programOf(one) ?? 'unknown'} (${one})`);
  return named.length === 0 ? null : `${named.join(', ')}${outside.length > MOST ? ` and ${outside.length - MOST} more` : ''}`;
}

function search(address: string, type: string, pid: number): number[] {
  const { host, port } = partsOf(address);
  if (port === null || port === 0) return [];
  const table = socketTableSeenBy(pid);
  const links = new Set<string>();
  for (let s = 0; s < table.length; s++) {
    if (table.columns.localPort[s] !== port || table.columns.inode[s] === 0) continue;
    const facts = socketFactsOf(table, s);
    if (facts.type === type && overlap(host, partsOf(facts.local ?? '').host)) links.add(`socket:[${facts.inode}]`);
  }
  return links.size === 0 ? [] : allProcesses().filter((one) => numbersOf(one).some((number) => links.has(linkOf(one, number))));
}

/** Whether two sockets of one port can have the same address. */
const overlap = (a: string, b: string): boolean => a === b || isAny(a) || isAny(b);
