/** Finds the sockets of a capture that match a filter. 50,000 rows take milliseconds, because strings are built only as needed. */
import { addressesOf } from './address.ts';
import { ACCEPTORS, FAMILIES, KINDS, kindNumber, STATES } from './kinds.ts';
import { type Capture, WATCHER } from './capture.ts';
import type { Filter, Term, Word } from './filter.ts';

type Test = (s: number) => boolean;
const NONE_SEEN = ACCEPTORS.indexOf('none seen');
const LISTENING = 10;

/** Row ids, in the order of the capture. */
export function matching(c: Capture, filter: Filter): Uint32Array {
  const tests = filter.terms.map((term) => testOf(c, term));
  const found = new Uint32Array(c.sockets.length);
  let count = 0;
  for (let s = 0; s < c.sockets.length; s++) {
    if (tests.every((test) => test(s))) {
      found[count] = s;
      count += 1;
    }
  }
  return found.subarray(0, count);
}

function testOf(c: Capture, term: Term): Test {
  const test = positive(c, term);
  return term.not ? (s) => !test(s) : test;
}

function positive(c: Capture, term: Term): Test {
  const { sockets } = c;
  switch (term.by) {
    case 'port': return portTest(c, term.value);
    case 'process': return heldBy(c, (p) => nameFits(p.name, term.value));
    case 'pid': return heldBy(c, (p) => p.pid === Number(term.value));
    case 'user': return (s) => sockets.uid[s] === Number(term.value);
    case 'fd': return someHolder(c, (h) => c.holders.descriptor[h] === Number(term.value));
    case 'state': return equals(sockets.state, STATES.indexOf(term.value as 'unknown'));
    case 'kind': return equals(sockets.kind, KINDS.indexOf(term.value as 'unknown'));
    case 'family': return equals(sockets.family, Number(Object.keys(FAMILIES).find((n) => FAMILIES[Number(n)] === term.value)));
    case 'inode': return (s) => sockets.inode[s] === Number(term.value);
    case 'cookie': return (s) => sockets.cookie[s] === BigInt(term.value);
    case 'ns': return namespaceTest(c, term.value);
    case 'addr': return addressTest(c, term.value);
    case 'word': return wordTest(c, term.value);
    case 'text': return textTest(c, term.value);
  }
}

const equals = (column: Uint8Array, value: number): Test => (s) => column[s] === value;
const nameFits = (name: string, wanted: string): boolean => name.toLowerCase().includes(wanted.toLowerCase());

function portTest({ sockets }: Capture, value: string): Test {
  const [low, high] = value.split('-').map(Number) as [number, number?];
  const top = high ?? low;
  const within = (port: number) => port >= low && port <= top;
  // Netlink numbers are not ports.
  const netlink = kindNumber('netlink');
  return (s) => sockets.kind[s] !== netlink && (within(sockets.localPort[s]!) || within(sockets.remotePort[s]!))
    && sockets.localPort[s] !== 0;
}

function heldBy(c: Capture, fits: (process: Capture['processes'][number]) => boolean): Test {
  const fitting = Uint8Array.from(c.processes, (p) => (fits(p) ? 1 : 0));
  return someHolder(c, (h) => fitting[c.holders.process[h]!] === 1);
}

function someHolder({ sockets }: Capture, fits: (holder: number) => boolean): Test {
  return (s) => {
    for (let h = sockets.holderStart[s]!; h < sockets.holderStart[s + 1]!; h++) if (fits(h)) return true;
    return false;
  };
}

function namespaceTest(c: Capture, value: string): Test {
  const wanted = c.header.namespaces.map(({ id, name }) => id === value || nameFits(name, value));
  return (s) => wanted[c.sockets.namespace[s]!] === true;
}

function addressTest(c: Capture, value: string): Test {
  const wanted = value.toLowerCase();
  return (s) => {
    const { local, remote } = addressesOf(c, s);
    return local.toLowerCase().includes(wanted) || remote.toLowerCase().includes(wanted);
  };
}

function wordTest(c: Capture, word: Word): Test {
  const { sockets } = c;
  const flagged = (flag: number): Test => (s) => {
    for (let w = sockets.watcherStart[s]!; w < sockets.watcherStart[s + 1]!; w++) if ((c.watchers.flags[w]! & flag) !== 0) return true;
    return false;
  };
  switch (word) {
    case 'shared': return (s) => sockets.holderStart[s + 1]! - sockets.holderStart[s]! > 1;
    case 'watched': return (s) => sockets.watcherStart[s + 1]! > sockets.watcherStart[s]! || Boolean(sockets.winsock?.[s]?.asyncSelect);
    case 'stale': return flagged(WATCHER.stale);
    case 'reused': return flagged(WATCHER.reused);
    case 'in-flight': return (s) => sockets.inFlight[s]! > 0;
    case 'unread': return (s) => sockets.receiveQueue[s]! > 0 && sockets.state[s] !== LISTENING;
    case 'hidden': return (s) => sockets.inode[s] !== 0 && sockets.holderStart[s + 1] === sockets.holderStart[s];
    case 'no-acceptor': return (s) => sockets.state[s] === LISTENING && sockets.acceptor[s] === NONE_SEEN;
    case 'unlisted': return (s) => sockets.state[s] === 0;
  }
}

function textTest(c: Capture, value: string): Test {
  const byName = heldBy(c, (p) => nameFits(p.name, value));
  const byAddress = addressTest(c, value);
  if (!/^\d{1,10}$/.test(value)) return (s) => byName(s) || byAddress(s);
  // A bare number: a port, a pid or an inode, whole.
  const number = Number(value);
  const byPort = number <= 0xffff ? portTest(c, value) : () => false;
  const byPid = heldBy(c, (p) => p.pid === number);
  return (s) => byPort(s) || byPid(s) || c.sockets.inode[s] === number || byName(s);
}
