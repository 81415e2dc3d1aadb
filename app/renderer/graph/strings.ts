/** Text of the graph. */
import type { Mark } from '../../shared/graph-layout/marks.ts';
import type { ChipKind } from '../../shared/graph-layout/types.ts';
import { plural } from '../../shared/format/values.ts';

const kinds: Readonly<Record<ChipKind, string>> = {
  descriptor: 'Descriptor', event: 'Event object', transfer: 'Transfer in flight', pending: 'Blocked call', window: 'Window',
  port: 'Completion port', operation: 'Overlapped operation',
};

const marks: Readonly<Record<Mark, string>> = { hazard: 'hazard', diverged: 'diverged from the model' };

export const strings = {
  addProcess: 'Process',
  addProcessTitle: 'Add a process or an outside program, in fresh processes; performed steps are repeated',
  aheadOf: (text: string) => `${text}. Its effect is not drawn: the world has changed since.`,
  bare: (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'process' : 'processes'} without sockets`,
  bareHidden: 'Draw the processes that never had a socket',
  bareShown: 'Fold the processes that never had a socket away',
  cancelledBy: (n: number) => `cancelled by step ${n}`,
  census: (sockets: number, descriptors: number, inFlight: number) =>
    `${plural(sockets, 'underlying socket')} · ${plural(descriptors, 'descriptor')} · ${inFlight} in flight`,
  closedNotDrawn: (count: number) => ` · ${count.toLocaleString('en')} closed and not drawn`,
  closedTitle: 'These sockets closed earlier, and newer sockets use their slots. They remain in the steps, the call log and search.',
  coming: 'a later step starts it',
  emptyColumn: 'No sockets yet. An underlying socket appears when a call creates it, and keeps its slot while it is open.',
  kinds,
  mark: (mark: Mark) => `, ${marks[mark]}`,
  markTitle: (mark: Mark) => `${marks[mark]}: select for details`,
  menu: {
    change: 'Rename or remove…',
    copied: (text: string) => `Copied ${text}`,
    copy: (text: string) => `Copy ${text}`,
    focus: 'Dim everything unrelated',
    inspect: 'Inspect',
    kill: (name: string) => `Kill ${name}`,
    set: 'Stop runs when it changes',
    unset: 'Remove the breakpoint',
  },
  noDescriptors: 'no descriptors',
  noPid: 'no pid',
  none: 'none',
  nonblocking: 'non-blocking',
  nothingToRead: 'nothing to read',
  ofOwner: (owner: string) => ` of ${owner}, `,
  outside: 'outside',
  pid: (pid: number) => `pid ${pid}`,
  process: 'Process',
  queue: 'queue: nothing in flight',
  queueOf: (socket: string) => `the queue of ${socket}`,
  references: (count: number) => plural(count, 'reference'),
  registration: 'Registration',
  registrationCancelled: 'Cancelled registration',
  socket: 'Underlying socket',
  stale: 'stale',
  step: (n: number) => `step ${n}`,
  toAccept: (count: number) => `${count} to accept`,
  toRead: (bytes: number, content: string) => `to read: ${bytes} B ${content}`,
  unconfirmed: ', unconfirmed',
  zoom: {
    fit: 'Fit', fitTitle: 'Fit the whole graph', in: 'Zoom in', label: 'Zoom', out: 'Zoom out',
    percent: (n: number) => `${n} %`, reset: 'Reset the zoom',
  },
} as const;
