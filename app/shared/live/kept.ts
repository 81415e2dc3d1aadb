/** Sentences about sockets that no descriptor refers to: what else keeps them open. */
import { addressesOf } from './address.ts';
import type { Capture, Kept } from './capture.ts';
import { type LivePart, processText } from './hazard-kinds.ts';
import { kindNumber, stateNumber } from './kinds.ts';
import { holdersOf, socketRow } from './rows.ts';
import { socketText } from './socket-text.ts';

const LISTENING = stateNumber('listening');
/** States of a connection that a process can still accept. */
const ACCEPTABLE: ReadonlySet<number> =
  new Set((['established', 'syn-received', 'new-syn-received', 'close-wait'] as const).map(stateNumber));

export const keptOf = (c: Capture, s: number): Kept[] => c.kept.filter((k) => k.socket === s);

/** Whether nothing is known that keeps an open socket open. */
export const isUnheld = ({ sockets, kept }: Capture, s: number): boolean => sockets.inode[s] !== 0
  && sockets.holderStart[s] === sockets.holderStart[s + 1] && !kept.some((k) => k.socket === s && k.certain);

/** The sentence about what certainly keeps it open, after "because"; null without such a reference. */
export function keptText(c: Capture, s: number): LivePart[] | null {
  const [first, ...more] = keptOf(c, s).filter((k) => k.certain);
  if (first === undefined) return null;
  const others = more.length === 0 ? [] : [`, and ${more.length} more ${more.length === 1 ? 'reference does' : 'references do'} the same`];
  return [...certainText(c, first), ...others, '. ', endOf(first)];
}

function certainText(c: Capture, k: Kept): LivePart[] {
  switch (k.by) {
    case 'ring':
      return [`${processText(c.processes[k.process]!)} has registered it with an io_uring: slot ${k.slot} of ring ${k.descriptor}`];
    case 'queue': return ['it is in flight in the receive queue of ', ...carrierText(c, k.carrier)];
    case 'kernel': return [`the kernel uses it for ${k.what}`];
    case 'call':
    case 'outside': return possibleText(c, k);
  }
}

function endOf(k: Kept): string {
  switch (k.by) {
    case 'ring': return 'It closes when the slot is cleared or the ring is closed.';
    case 'queue': return 'It closes if that queue is closed before a process receives it.';
    case 'kernel': return 'No process can close it.';
    case 'call':
    case 'outside': return '';
  }
}

/** The places where it can be, or null if it was not looked for. */
export function possiblePlaces(c: Capture, s: number): LivePart[] | null {
  if (!c.looked.has(s)) return null;
  const places = keptOf(c, s).filter((k) => !k.certain);
  const [only] = places;
  if (only === undefined)
    return [' No queue, io_uring or blocked call that can be read refers to it: the kernel itself holds it, or a queue of a connection '
      + 'that no process has accepted, or an io_uring without a descriptor.'];
  if (places.length === 1) return [' One place is left: ', ...possibleText(c, only), `. ${howText(c, only)}`];
  return [' It is in one of these places: ', ...oneOf(c, places), '.', ...new Set(places.map((k) => ` ${howText(c, k)}`))];
}

/** The places beside hidden processes. */
export function alsoPossible(c: Capture, s: number): LivePart[] {
  const places = keptOf(c, s).filter((k) => !k.certain);
  return places.length === 0 ? [] : [' It can also be held by ', ...oneOf(c, places), '.'];
}

const oneOf = (c: Capture, places: readonly Kept[]): LivePart[] => places.flatMap((k, i): LivePart[] =>
  [i === 0 ? '' : i === places.length - 1 ? ' or ' : ', ', ...possibleText(c, k)]);

/** How to find out which place it is. */
function howText({ header }: Capture, { by }: Kept): string {
  switch (by) {
    case 'queue': return header.tier === 'bpf' ? 'The queue is too long to be followed to its end.'
      : 'The BPF tier reads the queues: run "handoff who" as root.';
    case 'call': return 'The call returns when the socket is shut down: strace shows it.';
    case 'outside': return 'Run handoff in the first PID namespace to see all processes.';
    case 'kernel': return 'The configuration of the interface has its port.';
    case 'ring': return '';
  }
}

function possibleText(c: Capture, k: Kept): LivePart[] {
  switch (k.by) {
    case 'queue': return ['the receive queue of ', ...carrierText(c, k.carrier)];
    case 'call':
      return [`the call ${k.call} of ${processText(k.process)}, which waits on number ${k.descriptor}, although that number is closed`];
    case 'outside': return ['a process outside this PID namespace'];
    case 'kernel': return [`the kernel, for ${k.what}`];
    case 'ring': return certainText(c, k);
  }
}

function carrierText(c: Capture, carrier: number): LivePart[] {
  const [first, ...more] = holdersOf(c, carrier);
  const holder: LivePart[] = first === undefined ? [] : [', held by ', { holder: first,
    text: `${processText(c.processes[c.holders.process[first]!]!)} as descriptor ${c.holders.descriptor[first]!}` },
    more.length === 0 ? '' : ` and ${more.length} more ${more.length === 1 ? 'descriptor' : 'descriptors'}`];
  return [{ socket: carrier, text: socketText(socketRow(c, carrier)) }, ...holder];
}

/** The listeners in whose backlog a connection can wait that has no inode yet: several with SO_REUSEPORT; empty for none. */
export function listenersOf(c: Capture, s: number): number[] {
  const { sockets } = c;
  if (sockets.inode[s] !== 0 || !ACCEPTABLE.has(sockets.state[s]!)) return [];
  const mine = addressesOf(c, s).local;
  const [exact, any]: [number[], number[]] = [[], []];
  for (let o = 0; o < sockets.length; o++) {
    if (sockets.state[o] !== LISTENING || sockets.kind[o] !== sockets.kind[s] || sockets.namespace[o] !== sockets.namespace[s]) continue;
    const isUnix = sockets.kind[o] === kindNumber('unix');
    if (!isUnix && (sockets.localPort[o] !== sockets.localPort[s] || sockets.family[o] !== sockets.family[s])) continue;
    const { local } = addressesOf(c, o);
    if (local !== '' && local === mine) exact.push(o);
    else if (!isUnix && /^(0\.0\.0\.0|\[::\]):/.test(local)) any.push(o);
  }
  const found = exact.length > 0 ? exact : any;
  const waited = found.filter((o) => sockets.receiveQueue[o]! > 0);
  return waited.length > 0 ? waited : found;
}
