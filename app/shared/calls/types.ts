/** The description of a call: enough to check its arguments, perform it, print it, and enter it by hand. */
import type { CForm, Traits } from './traits.ts';

export type Platform = 'winsock' | 'linux' | 'outside';

/** The type of an argument. `set` lists the allowed names in the order in which a user would look for them. */
export type ArgType =
  | { kind: 'descriptor' }
  /** A descriptor number of another process. */
  | { kind: 'far-descriptor' }
  | { kind: 'descriptors' }
  | { kind: 'event' }
  | { kind: 'events' }
  | { kind: 'pid' }
  /** The plain name of a process of the scenario. */
  | { kind: 'process' }
  | { kind: 'blob' }
  | { kind: 'address' }
  | { kind: 'data' }
  | { kind: 'integer'; min: number; max: number }
  /** `numbers`: other values can be given as numbers. */
  | { kind: 'choice'; set: Readonly<Record<string, number>>; numbers?: true }
  | { kind: 'flags'; set: Readonly<Record<string, number>> }
  | { kind: 'boolean' }
  | { kind: 'option-value' }
  /** An object of a process other than a descriptor or event, by the number its call returned. */
  | { kind: 'handle'; of: HandleKind };

export type HandleKind = 'window' | 'operation' | 'port';

export interface ArgSpec<N extends string = string, T extends ArgType = ArgType> {
  name: N;
  type: T;
  optional?: true;
  /** One line for the console's tooltip. */
  help: string;
  /** If it is given, the rules have no opinion on the call. */
  unmodelled?: true;
  /** Flags of the same kind: with one of them the rules have no opinion. */
  unmodelledFlags?: readonly string[];
}

/** The kind of value that `as` binds, and its place in the outcome. */
export type ResultKind =
  | HandleKind | 'descriptor' | 'descriptors' | 'blob' | 'event' | 'address' | 'data' | 'number' | 'events' | 'flags' | 'value' | 'pid'
    | 'none';

/** For a call with commands, such as fcntl: the result kind by the value of one argument. */
export interface ResultBy {
  arg: string;
  kinds: Readonly<Record<string, ResultKind>>;
}

/** The catalogue entry of a call, without its name. */
export type CallDefinition = Traits & {
  /** One sentence: what the call does. */
  summary: string;
  prototype: string;
  args: readonly ArgSpec[];
  result: ResultKind;
  resultBy?: ResultBy;
  c: CForm;
  /**
   * Its arguments in one short line, if those that are neither descriptors, flags nor lengths do not tell: texts with
   * arguments in braces, `{name-PREFIX}` without that prefix, separated by ";". The first of which every argument is given counts.
   */
  short?: string;
  /** Address of its documentation, if it does not follow from the name. */
  doc?: string;
};

export type CallSpec = CallDefinition & { name: string; platform: Platform; doc: string };

/** Values with references resolved, as sent to the peer. */
export type ResolvedValue =
  | null | boolean | number | string | readonly string[] | readonly number[] | { onoff: number; linger: number };
export type ResolvedArgs = Readonly<Record<string, ResolvedValue>>;

/** Named results of a successful call; `result` in the catalogue names the main one. */
export interface Results {
  descriptor?: number;
  descriptors?: readonly number[];
  /** Hex digits of the WSAPROTOCOL_INFOW, 1256 of them. */
  blob?: string;
  event?: number;
  address?: string;
  /** Byte string (domain/bytes.ts). */
  data?: string;
  /** recv and read: the peer has ended its stream (recv returned 0). */
  ended?: boolean;
  number?: number;
  /** Sizes in bytes of the messages of one call, in order; `data` has those received, one after the other. */
  lengths?: readonly number[];
  /** Names of the events reported. */
  events?: readonly string[];
  /** iErrorCode of the events reported, nonzero ones only. */
  errors?: Readonly<Record<string, number>>;
  /** epoll_wait: the registered number of each event. */
  ready?: readonly { fd: number; events: readonly string[] }[];
  flags?: readonly string[];
  window?: number;
  port?: number;
  /** An overlapped operation, identified by the address of its OVERLAPPED. */
  operation?: number;
  /** WSA_IO_PENDING: it was started and has not completed. */
  started?: boolean;
  /** PeekMessageW: wParam, event and nonzero error of each message taken (S47). */
  messages?: readonly { fd: number; event: string; error?: number }[];
  /** Pid of a process that was created. */
  pid?: number;
  /** Descriptors inherited by the created process, by their numbers there. */
  inherited?: readonly number[];
  value?: number | string | { onoff: number; linger: number };
}

export type Outcome =
  | { kind: 'ok'; results: Results }
  | { kind: 'error'; name: string; number: number;
      /** The packet of a failed operation that the call took from a completion port; `status` is its NTSTATUS. */
      packet?: { key: number; bytes: number; status: number } }
  /** The call has not returned yet. */
  | { kind: 'pending' }
  /** The inspector did not make the call: a guard prevented it. */
  | { kind: 'refused'; reason: string };

/** Returns the call with the result kind that these arguments select. */
export function asCalled(call: CallSpec, args: Readonly<Record<string, unknown>>): CallSpec {
  const { resultBy } = call;
  const by = resultBy && args[resultBy.arg];
  const result = resultBy && typeof by === 'string' && Object.hasOwn(resultBy.kinds, by) ? resultBy.kinds[by] : undefined;
  return result === undefined ? call : { ...call, result };
}

/** Returns whether the call with these arguments starts an operation that continues after it returns. */
export function startsOperation(call: CallSpec, args: Readonly<Record<string, unknown>>): boolean {
  return call.overlapped === 'always' || (call.overlapped === 'if asked' && args['overlapped'] === true);
}

/** Returns whether a call never opens or closes a descriptor of its process. */
export function keepsDescriptorTable(call: CallSpec): boolean {
  return !OPENS.has(call.result) && !call.resultBy && !call.closes && call.closesRange === undefined && !call.process;
}

/** Results that are descriptors, or handles in the same table. */
const OPENS: ReadonlySet<ResultKind> = new Set(['descriptor', 'descriptors', 'event', 'port', 'pid']);

export function ok(results: Results = {}): Outcome {
  return { kind: 'ok', results };
}
