/** What changed at a port between two captures, each with the call that made it, where calls are seen. */
import { type Capture, type ProcessLabel, tableOf } from './capture.ts';
import { processText } from './hazard-kinds.ts';
import { holderRow, holdersOf, socketKey, socketRow } from './rows.ts';
import { socketText } from './socket-text.ts';
import type { SocketState } from './kinds.ts';

/** A system call, or (`fork`, `exec`, `end`) what a process did. */
export interface SeenCall {
  /** Milliseconds since 1970. */
  at: number;
  process: number;
  /** Of the call, such as "accept4"; "fork", "exec" or "end". */
  name: string;
  /** First and second argument. Of a fork, the first is the new process. */
  first: number;
  second: number;
  result: number;
  /** Inode of the socket of its result, else of its first argument; 0 for none. */
  inode: number;
  /** Of bind: the port of its address; 0 for others. */
  port: number;
}

export interface PortChange {
  change: 'present' | 'opened' | 'closed' | 'held' | 'released' | 'state' | 'refused';
  socket: string;
  inode: number;
  state: SocketState;
  process: ProcessLabel | null;
  descriptor: number | null;
  /** What made the change; null if it was not seen. */
  call: { at: number; name: string; process: ProcessLabel; result: number } | null;
}

type Held = Pick<PortChange, 'process' | 'descriptor'>;

/** `rows` are those of the port; `calls` those that were made since the capture before. */
export function portChanges(before: Capture, old: readonly number[], after: Capture, rows: readonly number[], calls: readonly SeenCall[]):
PortChange[] {
  const earlier = new Map(old.map((s) => [socketKey(before, s), s]));
  const changes: PortChange[] = [];
  const add = (c: Capture, s: number, change: PortChange['change'], held: Held) => {
    const made = causeOf(change, c.sockets.inode[s]!, held, calls);
    changes.push({ ...nameOfRow(c, s), change, ...held,
      call: made && { at: made.at, name: made.name, process: labelOf([after, before], made.process), result: made.result } });
  };
  for (const s of rows) {
    const was = earlier.get(socketKey(after, s));
    earlier.delete(socketKey(after, s));
    const [now, then] = [holdersIn(after, s), was === undefined ? new Map<string, Held>() : holdersIn(before, was)];
    const gained = [...now].filter(([id]) => !then.has(id)).map(([, held]) => held);
    if (was === undefined) add(after, s, 'opened', gained.shift() ?? NONE);
    else if (before.sockets.state[was] !== after.sockets.state[s]) add(after, s, 'state', NONE);
    for (const held of gained) add(after, s, 'held', held);
    for (const [id, held] of then) if (!now.has(id)) add(after, s, 'released', held);
  }
  for (const s of earlier.values()) {
    const then = [...holdersIn(before, s).values()];
    const last = then.pop() ?? NONE;
    for (const held of then) add(before, s, 'released', held);
    add(before, s, 'closed', last);
  }
  return changes;
}

/** The sockets of the port, each with its first holder, and further holders. */
export function portState(c: Capture, rows: readonly number[]): PortChange[] {
  return rows.flatMap((s) => {
    const [first = NONE, ...others] = holdersIn(c, s).values();
    return [{ ...nameOfRow(c, s), change: 'present' as const, ...first, call: null },
      ...others.map((held) => ({ ...nameOfRow(c, s), change: 'held' as const, ...held, call: null }))];
  });
}

/** Attempts to bind the port that the system refused. */
export function refusedBinds(c: Capture, port: number, calls: readonly SeenCall[]): PortChange[] {
  return calls.filter(({ name, port: wanted, result }) => name === 'bind' && wanted === port && result < 0).map((call) => {
    const process = labelOf([c], call.process);
    return { change: 'refused', socket: `port ${port}`, inode: call.inode, state: 'unknown', process, descriptor: call.first,
      call: { at: call.at, name: call.name, process, result: call.result } };
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

function labelOf(captures: readonly Capture[], pid: number): ProcessLabel {
  const known = captures.flatMap((c) => c.processes.find((p) => p.pid === pid) ?? [])[0];
  return { pid, name: known?.name ?? 'process', startedAt: known?.startedAt ?? 0 };
}

/** The last call that can have made the change. */
function causeOf(change: PortChange['change'], inode: number, { process, descriptor }: Held, calls: readonly SeenCall[]): SeenCall | null {
  const pid = process?.pid ?? -1;
  const gave = (c: SeenCall) => c.result === descriptor && c.inode === inode && c.name !== 'close';
  const closed = (c: SeenCall) => (c.name === 'close' && c.first === descriptor && c.inode === inode) || c.name === 'close_range'
    || (/^dup[23]$/.test(c.name) && c.second === descriptor) || c.name === 'exec' || c.name === 'end';
  const fits = (c: SeenCall): boolean => {
    switch (change) {
      case 'opened': case 'state': return c.inode === inode && c.result >= 0 && /^(bind|listen|connect|shutdown)$/.test(c.name);
      case 'held': return c.process === pid ? gave(c) || c.name === 'recvmsg' : c.name === 'fork' && c.first === pid;
      case 'released': case 'closed': return c.process === pid && closed(c);
      case 'present': case 'refused': return false;
    }
  };
  return calls.findLast(fits) ?? null;
}

/** One line. `errorName` names the negative result of a call. */
export function portChangeText(entry: PortChange, errorName: (result: number) => string): string {
  const { change, socket, state, process, descriptor, call } = entry;
  const who = process === null ? 'no visible process' : processText(process);
  const held = process === null ? 'no visible holder' : `held by ${who} as descriptor ${descriptor}`;
  const by = causeText(call, process);
  const is = state === 'listening' ? 'listens' : `is ${state}`;
  switch (change) {
    case 'present': return `  ${socket} ${is}, ${held}`;
    case 'opened': return `+ ${socket} ${is}, ${held}${by}`;
    case 'held': return `+ ${socket} is also ${held}${by}`;
    case 'released': return `- ${socket} is no longer ${held}${by}`;
    case 'closed': return `- ${socket} is closed, last ${held}${by}`;
    case 'state': return `~ ${socket} ${is}${by}`;
    case 'refused': return `! ${who} cannot bind ${socket}: ${call === null ? 'refused' : errorName(call.result)}`;
  }
}

function causeText(call: PortChange['call'], holder: ProcessLabel | null): string {
  if (call === null) return '';
  const of = call.process.pid === holder?.pid ? '' : ` of ${processText(call.process)}`;
  return call.name === 'end' ? ': the process has ended' : `: ${call.name}${of}`;
}
