/** Which call made a change at a port. */
import type { ProcessLabel } from './capture.ts';
import type { SocketState } from './kinds.ts';

/** A system call, or (`fork`, `exec`, `end`) what a process did. */
export interface SeenCall {
  /** When it returned, in milliseconds since 1970, with a fraction. */
  at: number;
  process: number;
  /** Of the call, such as "accept4"; "fork", "exec" or "end". */
  name: string;
  /** Of a fork, the new process. */
  first: number;
  second: number;
  third: number;
  result: number;
  /** Inode of the socket of its result, else of its first argument; 0 for none. */
  inode: number;
  /** Of bind and listen: "127.0.0.1:80"; "" for others. */
  address: string;
  /** Of recvmsg: the descriptors that came with the message. */
  received: readonly number[];
  /** The process, if it was read with the call: one that is refused a port often ends. */
  by?: ProcessLabel;
}

/** `lost`: how many more there were, which were not seen. */
export interface SeenCalls { calls: readonly SeenCall[]; lost: number }

export interface Effect {
  change: 'opened' | 'closed' | 'accepted' | 'held' | 'released' | 'state';
  inode: number;
  state: SocketState;
  process: ProcessLabel | null;
  descriptor: number | null;
  /** Processes that have or had the socket under that number, too. */
  sharers: ReadonlySet<number>;
}

const [EINPROGRESS, CLOSE_RANGE_CLOEXEC] = [-115, 4];
const ENDING: ReadonlySet<SocketState> = new Set(['fin-wait-1', 'fin-wait-2', 'time-wait', 'closing', 'last-ack']);

/** The last fitting call before `until`, or one that has returned since. With lost calls only one that names the socket. */
export function causeOf(effect: Effect, { calls, lost }: SeenCalls, until: number): SeenCall | null {
  const fitting = calls.filter((call) => (lost === 0 || call.inode === effect.inode) && fits(call, effect, calls));
  return fitting.findLast(({ at }) => at <= until) ?? fitting[0] ?? null;
}

function fits(call: SeenCall, effect: Effect, calls: readonly SeenCall[]): boolean {
  const { change, inode, state, process } = effect;
  const itself = call.inode === inode && (call.result >= 0 || (call.name === 'connect' && call.result === EINPROGRESS));
  switch (change) {
    case 'opened': return itself && /^(bind|listen|connect|accept4?)$/.test(call.name);
    case 'accepted': return itself && /^accept4?$/.test(call.name);
    case 'state': return itself && makersOf(state).test(call.name);
    case 'held': return call.process === process?.pid ? gave(call, effect) : call.name === 'fork' && call.first === process?.pid
      && (effect.sharers.has(call.process) || calls.some((c) => c.process === call.process && gave(c, effect)));
    case 'released': case 'closed': return call.process === process?.pid && closed(call, effect);
  }
}

/** Calls that take a socket to a state. */
function makersOf(state: SocketState): RegExp {
  if (state === 'listening') return /^listen$/;
  return ENDING.has(state) ? /^(shutdown|close)$/ : state === 'close-wait' ? /^$/ : /^(bind|connect|shutdown)$/;
}

/** Whether the caller has the socket as this descriptor since. */
function gave({ name, result, inode, received }: SeenCall, effect: Effect): boolean {
  if (name === 'recvmsg') return result >= 0 && received.includes(effect.descriptor ?? -1);
  return result === effect.descriptor && inode === effect.inode && /^(accept4?|dup[23]?|fcntl|pidfd_getfd)$/.test(name);
}

function closed({ name, first, second, third, result, inode }: SeenCall, effect: Effect): boolean {
  const number = effect.descriptor ?? -1;
  switch (name) {
    case 'close': return first === number && inode === effect.inode;
    case 'close_range': return result === 0 && (third & CLOSE_RANGE_CLOEXEC) === 0 && first <= number && number <= second >>> 0;
    case 'dup2': case 'dup3': return result === number && second === number && first !== number;
    default: return name === 'exec' || name === 'end';
  }
}
