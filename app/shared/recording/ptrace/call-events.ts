/** Events at the start and at the end of a call, from its registers and from memory. */
import type { Intervention, RawResult, RawValue } from '../raw.ts';
import { WITH_WRITTEN, readArguments, readShown } from './arguments.ts';
import { withControlLength } from './control-buffer.ts';
import type { Kernel } from './kernel.ts';
import { payloadOf } from './payload.ts';
import { isInternet } from './structures.ts';
import type { WireEvent } from './wire.ts';

/** What the arguments and results of calls are read with. */
export type CallReader = Pick<Kernel, 'memory' | 'about' | 'aboutAddress' | 'now'>;

/** A call as events are made of it. */
export interface ReadCall {
  id: number;
  name: string;
  registers: readonly bigint[];
  /** Arguments of exec as they were at its start: afterwards the memory is that of the new program. */
  path: RawValue[] | null;
  intervened?: Intervention;
  /** Of a recvmsg: the length of the control buffer with which it is made. The kernel overwrites it. */
  room: bigint | null;
}

/** ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND and ERESTART_RESTARTBLOCK: the program sees none of them. */
export const RESTARTS_BLOCK = -516;
const RESTARTS: ReadonlySet<number> = new Set([-512, -513, -514, RESTARTS_BLOCK]);
const MOST_ERRNO = 4095;
export const KEEP_ABOUT: Readonly<Record<'results' | 'first' | 'addresses', ReadonlySet<string>>> = {
  /** Calls whose result is a new socket. */
  results: new Set(['socket', 'accept', 'accept4']),
  /** Calls that show which socket theirs is: the ends of a unix connection are joined by it. */
  first: new Set(['connect', 'sendmsg', 'recvmsg']),
  /** Calls after which a socket can have a port that the system chose. */
  addresses: new Set(['bind', 'listen']),
};
/** Whether a call that succeeds has more to read at its end than what it returned. */
export const readsMore = (name: string): boolean =>
  WITH_WRITTEN.has(name) || KEEP_ABOUT.first.has(name) || KEEP_ABOUT.addresses.has(name);

export const startOf = (reader: CallReader, task: number, call: ReadCall): WireEvent =>
  ({ kind: 'enter', id: call.id, task, name: call.name, args: argsOf(reader, task, call, null), at: reader.now() });

/** `returned`: by the kernel, negative for an error; null if it never returns. `data`: bytes to keep. */
export function endOf(reader: CallReader, task: number, call: ReadCall, returned: number | null, data: number): WireEvent {
  const { id, name, registers, intervened } = call;
  const failure = failureOf(returned);
  const value = failure ? null : returned!;
  const args = value !== null && readsMore(name) ? argsOf(reader, task, call, value) : null;
  const result = failure ?? valueOf(reader, task, call, value!, args);
  const payload = data === 0 || value === null ? null : payloadOf(name, registers, reader.memory(task), value, data);
  return { kind: 'exit', id, ...(args ? { args } : {}), result, at: reader.now(), ...(payload === null ? {} : { payload }),
    ...(intervened ? { intervened } : {}) };
}

/** null for a call that succeeded. */
function failureOf(returned: number | null): RawResult | null {
  if (returned === null) return { kind: 'none' };
  if (RESTARTS.has(returned)) return { kind: 'restarts' };
  return returned < 0 && returned >= -MOST_ERRNO ? { kind: 'error', name: String(-returned) } : null;
}

/** `args`: at its end, with the address of the peer if the program asked for it. */
function valueOf(reader: CallReader, task: number, { name, registers }: ReadCall, value: number, args: RawValue[] | null): RawResult {
  const shown = readShown(name, { registers, memory: reader.memory(task), value });
  const about = KEEP_ABOUT.results.has(name) ? reader.about(task, value, args !== null && isInternet(args[1])) : null;
  return { kind: 'value', value, ...(shown ? { shown } : {}), ...(about === null ? {} : { about }) };
}

/** `value`: what the call returned; null at its start. */
export function argsOf(reader: CallReader, task: number, { name, registers, path, room }: ReadCall, value: number | null): RawValue[] {
  const read = path ?? readArguments(name, { registers, memory: reader.memory(task), value });
  const args = room === null ? read : withControlLength(read, room);
  const first = args[0];
  if (value === null || first?.kind !== 'number') return args;
  const about = KEEP_ABOUT.first.has(name) ? reader.about(task, first.value, isInternet(args[1]))
    : KEEP_ABOUT.addresses.has(name) ? reader.aboutAddress(task, first.value) : null;
  return about === null ? args : args.with(0, { ...first, about });
}
