/** What changed at a port between two captures, each with the call that made it, where calls are seen. */
import { addressesOf } from './address.ts';
import { type Capture, type ProcessLabel, tableOf } from './capture.ts';
import { KINDS, type SocketState, STATES } from './kinds.ts';
import { causeOf, type Effect, type SeenCall, type SeenCalls } from './port-causes.ts';
import { holderRow, holdersOf, socketKey, socketRow } from './rows.ts';
import { socketText } from './socket-text.ts';

export interface PortChange {
  change: Effect['change'] | 'present' | 'refused';
  socket: string;
  inode: number;
  state: SocketState;
  process: ProcessLabel | null;
  descriptor: number | null;
  /** Other descriptors of the socket at that time. */
  others: number;
  /** What made the change; null if it was not seen. */
  call: { at: number; name: string; process: ProcessLabel; result: number } | null;
  /** Calls that were not seen, one of which can be the cause. */
  lost: number;
}

type Held = Pick<PortChange, 'process' | 'descriptor'>;

/** `rows` are those of the port; `seen` the calls that were made since the capture before. */
export function portChanges(
  before: Capture, old: readonly number[], after: Capture, rows: readonly number[], seen: SeenCalls,
): PortChange[] {
  const earlier = new Earlier(before, old);
  const changes: PortChange[] = [];
  const add = (
    c: Capture, s: number, change: Effect['change'], held: Held, others: number, was: number | undefined, state?: SocketState,
  ): void => {
    const inode = c.sockets.inode[s] || (was === undefined ? 0 : before.sockets.inode[was]!);
    const sharers = new Set([...holdersIn(c, s).values(), ...was === undefined ? [] : holdersIn(before, was).values()]
      .flatMap(({ process, descriptor }) => (process !== null && descriptor === held.descriptor ? [process.pid] : [])));
    const row = { ...nameOfRow(c, s), ...state === undefined ? {} : { state } };
    const made = causeOf({ change, inode, state: row.state, ...held, sharers }, seen, after.header.endedAt);
    changes.push({ ...row, inode, change, ...held, others, lost: made ? 0 : seen.lost,
      call: made && { at: made.at, name: made.name, process: labelOf([after, before], made), result: made.result } });
  };
  for (const s of rows) {
    const was = earlier.take(after, s);
    const [now, then] = [holdersIn(after, s), was === undefined ? new Map<string, Held>() : holdersIn(before, was)];
    const gained = [...now].filter(([id]) => !then.has(id)).map(([, held]) => held);
    if (was === undefined) add(after, s, 'opened', gained.shift() ?? NONE, Math.max(0, now.size - 1), was);
    else {
      if (before.sockets.state[was] !== after.sockets.state[s]) add(after, s, 'state', NONE, now.size, was);
      if (before.sockets.inode[was] === 0 && gained.length > 0) add(after, s, 'accepted', gained.shift()!, now.size - 1, was);
    }
    for (const held of gained) add(after, s, 'held', held, now.size - 1, was);
    for (const [id, held] of then) if (!now.has(id)) add(after, s, 'released', held, now.size, was);
  }
  for (const s of earlier.left()) {
    const [still, all] = [openedIn(after, before.sockets.inode[s]!), holdersIn(before, s)];
    const now = still < 0 ? new Map<string, Held>() : holdersIn(after, still);
    const then = [...all].filter(([id]) => !now.has(id)).map(([, held]) => held);
    const last = still < 0 ? then.pop() ?? NONE : NONE;
    for (const [i, held] of then.entries()) add(before, s, 'released', held, all.size - 1 - i, s);
    // It has lost the port, or a table missed it.
    if (still >= 0) add(before, s, 'state', NONE, now.size, s, STATES[after.sockets.state[still]!] ?? 'unknown');
    else add(before, s, 'closed', last, 0, s);
  }
  return changes;
}

/** Its row, wherever it is bound; -1 if it is not open. */
const openedIn = ({ sockets }: Capture, inode: number): number => (inode === 0 ? -1 : sockets.inode.indexOf(inode));

/** Sockets of the capture before that were not found again. */
class Earlier {
  readonly #before: Capture;
  readonly #byId = new Map<string, number>();
  readonly #left: Set<number>;

  constructor(before: Capture, rows: readonly number[]) {
    this.#before = before;
    this.#left = new Set(rows);
    for (const s of rows) for (const id of idsOf(before, s)) this.#byId.set(id, s);
  }

  /** The same socket there. A connection gets an inode when it is accepted, and loses it with its last holder. */
  take(after: Capture, s: number): number | undefined {
    const [mine, theirs] = [after.sockets, this.#before.sockets];
    const continues = (o: number) => (theirs.state[o] === TIME_WAIT ? mine.state[s] === TIME_WAIT
      : theirs.inode[o] === 0 || mine.inode[s] === 0 || theirs.inode[o] === mine.inode[s]);
    const found = idsOf(after, s).map((id) => this.#byId.get(id)).find((o) => o !== undefined && this.#left.has(o) && continues(o));
    if (found !== undefined) this.#left.delete(found);
    return found;
  }

  left(): readonly number[] {
    return [...this.#left];
  }
}

const TIME_WAIT = STATES.indexOf('time-wait');

/** Its key, its cookie, and the ends of a connection. */
function idsOf(c: Capture, s: number): string[] {
  const { cookie, kind, namespace } = c.sockets;
  const { local, remote } = addressesOf(c, s);
  const place = c.header.namespaces[namespace[s]!]?.id ?? '';
  return [socketKey(c, s), ...cookie[s] === 0n ? [] : [`cookie ${cookie[s]}`],
    ...remote === '' ? [] : [`${place} ${KINDS[kind[s]!]} ${local} ${remote}`]];
}

/** The sockets of the port, each with its first holder, and further holders. */
export function portState(c: Capture, rows: readonly number[]): PortChange[] {
  return rows.flatMap((s) => {
    const [first = NONE, ...others] = holdersIn(c, s).values();
    const all = { ...nameOfRow(c, s), call: null, lost: 0, others: others.length };
    return [{ ...all, change: 'present' as const, ...first }, ...others.map((held) => ({ ...all, change: 'held' as const, ...held }))];
  });
}

/** Attempts to bind or listen that the system refused, of the addresses that `concerns`. */
export function refusedBinds(c: Capture, concerns: (address: string) => boolean, calls: readonly SeenCall[]): PortChange[] {
  return calls.filter(({ address, result }) => result < 0 && address !== '' && concerns(address)).map((call) => {
    const process = labelOf([c], call);
    return { change: 'refused', socket: call.address, inode: call.inode, state: 'unknown', process, descriptor: call.first, others: 0,
      lost: 0, call: { at: call.at, name: call.name, process, result: call.result } };
  });
}

const NONE: Held = { process: null, descriptor: null };

const nameOfRow = (c: Capture, s: number): Pick<PortChange, 'socket' | 'inode' | 'state'> => {
  const row = socketRow(c, s);
  return { socket: socketText(row), inode: c.sockets.inode[s]!, state: row.state };
};

function holdersIn(c: Capture, s: number): Map<string, Held> {
  return new Map(holdersOf(c, s).map((h) => {
    const { process, descriptor } = holderRow(c, h);
    const { pid, thread, name, startedAt } = process;
    const label = { pid, ...(thread === undefined ? {} : { thread }), name, startedAt };
    return [`${tableOf(process)} ${startedAt} ${descriptor}`, { process: label, descriptor }];
  }));
}

function labelOf(captures: readonly Capture[], { by, process: pid }: SeenCall): ProcessLabel {
  const known = by ?? captures.flatMap((c) => c.processes.find((p) => p.pid === pid) ?? [])[0];
  return { pid, name: known?.name ?? 'process', startedAt: known?.startedAt ?? 0 };
}
