/**
 * What a source has seen, before anything is known about its meaning. Sources fill it from text, from memory that was read
 * at a stop, or from kernel events; all of them are foreign data.
 */

/** A value of a call: an argument, a field of a structure, or an item of a list. */
export type RawValue =
  /** `about`: what the source knows about a descriptor or process with this number, such as "TCP:[4711]". */
  | { kind: 'number'; value: number; about?: string }
  /** Constants by name; `rest` has the bits without a name. */
  | { kind: 'names'; names: readonly string[]; rest: number }
  /** A byte string (domain/bytes.ts). `cut`: the source has only the beginning. */
  | { kind: 'bytes'; bytes: string; cut: boolean; abstract?: true }
  | { kind: 'list'; items: readonly RawValue[]; cut: boolean }
  | { kind: 'record'; fields: Readonly<Record<string, RawValue>>; others: readonly RawValue[] }
  /** A conversion such as htons(80) or inet_addr("127.0.0.1"). */
  | { kind: 'conversion'; name: string; args: readonly RawValue[] }
  /** A value before and after the call. */
  | { kind: 'changed'; before: RawValue; after: RawValue }
  | { kind: 'null' }
  /** A pointer or text that the source did not decode. */
  | { kind: 'opaque'; text: string };

export type RawResult =
  /** `about`: as of a number. `shown`: what the source adds, such as the descriptors that poll found ready. */
  | { kind: 'value'; value: number; about?: string; shown?: RawValue }
  | { kind: 'error'; name: string }
  /** The call was interrupted and the system starts it again: the program does not see this result. */
  | { kind: 'restarts' }
  /** It never returns (exit), or its end was not seen. */
  | { kind: 'none' };

/** One system call. Sources give it at its start and complete it at its end. */
export interface RawCall {
  /** Thread id. */
  readonly task: number;
  /** Name of the kernel: "recvfrom", "clone3". */
  readonly name: string;
  /** Arguments in the kernel's order; while it runs only those that the source could read before. */
  args: readonly RawValue[];
  /** null while it runs. */
  result: RawResult | null;
  /** The first bytes that it moved, as a byte string; only in recordings that keep them. Foreign bytes. */
  payload?: string;
  /** Present if the inspector changed the call while it was held. */
  intervened?: Intervention;
  /** Microseconds since the recording started; null if the source has no clock. */
  readonly entered: number | null;
  left: number | null;
}

/** What the inspector did to a held call: it returned an error in its place, or shortened the control buffer of recvmsg. */
export type Intervention = { kind: 'refused' } | { kind: 'cut'; descriptors: number };

/** What happened, in the order in which the source saw it. Within one task that order is exact. */
export type RawEvent =
  | { kind: 'enter'; call: RawCall }
  | { kind: 'exit'; call: RawCall }
  /** A task that existed before the recording. `descriptors`: the sockets of its process, if the source could read them then. */
  | { kind: 'found'; task: number; process: number; program: string | null; descriptors?: readonly FoundDescriptor[] }
  /** Events were lost here: the state of every socket is not known any more. */
  | { kind: 'gap'; task: number; at: number | null }
  | { kind: 'signal'; task: number; name: string; at: number | null }
  | { kind: 'ended'; task: number; how: TaskEnd; at: number | null }
  /** exec in thread `by` ended all other threads, and `task` continues as that thread. */
  | { kind: 'superseded'; task: number; by: number; at: number | null };

/** A descriptor of a socket that was open when the recording started, read from the system. */
export interface FoundDescriptor {
  number: number;
  /** Identity of the socket, in decimal. */
  inode: string;
  family: 'AF_INET' | 'AF_INET6' | 'AF_UNIX';
  /** "SOCK_STREAM" */
  type: string;
  state: 'unbound' | 'bound' | 'listening' | 'established';
  local: string | null;
  remote: string | null;
  inheritable: boolean;
  nonblocking: boolean;
}

export type TaskEnd = { kind: 'exited'; code: number } | { kind: 'killed'; signal: string };

/** Task of an event. */
export function taskOf(event: RawEvent): number {
  return event.kind === 'enter' || event.kind === 'exit' ? event.call.task : event.task;
}
