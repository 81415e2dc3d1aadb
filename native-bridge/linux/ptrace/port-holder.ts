/** Who holds a port now, for a bind or listen that failed because of it. */
import { partsOf } from '../../../app/shared/recording/addresses.ts';
import { linkOf, numbersOf, socketTableSeenBy } from './descriptors.ts';
import { allProcesses, networkOf, programOf } from './tree.ts';

/** Holders that are named. */
const MOST = 3;

/** "nginx (812), nginx (813) and 2 more"; null if no holder can be seen. `pid`: whose network is meant. Names are foreign text. */
export function holdersOfPort(address: string, pid: number): string | null {
  const { port } = partsOf(address);
  if (port === null || port === 0) return null;
  const { columns, length } = socketTableSeenBy(networkOf(pid) === '' ? process.pid : pid);
  const links = new Set<string>();
  for (let s = 0; s < length; s++)
    if (columns.localPort[s] === port && columns.inode[s] !== 0) links.add(`socket:[${columns.inode[s]}]`);
  const holders = links.size === 0 ? [] : allProcesses().filter((one) => numbersOf(one).some((number) => links.has(linkOf(one, number))));
  const named = holders.slice(0, MOST).map((one) => `${programOf(one) ?? 'unknown'} (${one})`);
  return named.length === 0 ? null : `${named.join(', ')}${holders.length > MOST ? ` and ${holders.length - MOST} more` : ''}`;
}
