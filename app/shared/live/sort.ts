/** The order of rows. */
import { addressesOf } from './address.ts';
import type { Capture } from './capture.ts';
import type { SortBy } from './answers.ts';
import { holderCount, staleCount, watcherCount } from './rows.ts';

/** Returns `rows` sorted; the sort is stable. */
export function sorted(c: Capture, rows: Uint32Array, by: SortBy, descending: boolean): Uint32Array {
  const sign = descending ? -1 : 1;
  const compare = comparison(c, by, rows);
  return rows.slice().sort((a, b) => sign * compare(a, b) || a - b);
}

function comparison(c: Capture, by: SortBy, rows: Uint32Array): (a: number, b: number) => number {
  const { sockets } = c;
  const number = (of: (s: number) => number) => (a: number, b: number) => of(a) - of(b);
  switch (by) {
    case 'port': return number((s) => sockets.localPort[s]!);
    case 'state': return number((s) => sockets.state[s]!);
    case 'kind': return number((s) => sockets.kind[s]! * 256 + sockets.family[s]!);
    case 'holders': return number((s) => holderCount(c, s));
    case 'watchers': return number((s) => watcherCount(c, s));
    case 'stale': return number((s) => staleCount(c, s));
    case 'queue': return number((s) => sockets.receiveQueue[s]!);
    case 'inode': return number((s) => sockets.inode[s]!);
    case 'address': return text(rows, (s) => addressesOf(c, s).local);
    case 'process':
      return text(rows, (s) => (holderCount(c, s) === 0 ? '\uffff' : c.processes[c.holders.process[sockets.holderStart[s]!]!]!.name));
  }
}

/** Builds strings once per row, not once per comparison. */
function text(rows: Uint32Array, of: (s: number) => string): (a: number, b: number) => number {
  const texts = new Map(Array.from(rows, (s) => [s, of(s)]));
  return (a, b) => {
    const [x, y] = [texts.get(a)!, texts.get(b)!];
    if (x === y) return 0;
    return x < y ? -1 : 1;
  };
}
