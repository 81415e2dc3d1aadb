/** How a call is described: enough to check its arguments, perform it, print it, and compose it by hand. */
import type { CForm, Traits } from './traits.ts';

export type Platform = 'winsock' | 'linux' | 'outside';

/** What an argument may be. `set` lists the names allowed, in the order in which a person would look for them. */
export type ArgType =
  | { kind: 'descriptor' }
  /** A number that means something in another process. */
  | { kind: 'far-descriptor' }
  | { kind: 'descriptors' }
  | { kind: 'event' }
  | { kind: 'events' }
  | { kind: 'pid' }
  /** The name of a process of the scenario, plain. */
  | { kind: 'process' }
  | { kind: 'blob' }
  | { kind: 'address' }
  | { kind: 'data' }
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'choice'; set: Readonly<Record<string, number>> }
  | { kind: 'flags'; set: Readonly<Record<string, number>> }
  | { kind: 'boolean' }
  | { kind: 'option-value' }
  /** What a process has besides descriptors and events, by the number its call gave. */
  | { kind: 'handle'; of: HandleKind };

export type HandleKind = 'window' | 'operation' | 'port';

export interface ArgSpec<N extends string = string, T extends ArgType = ArgType> {
  name: N;
  type: T;
  optional?: true;
  /** One line for the console's tooltip. */
  help: string;
}

/** What kind of value `as` binds, and where in the outcome it is. */
export type ResultKind =
  | HandleKind | 'descriptor' | 'descriptors' | 'blob' | 'event' | 'address' | 'data' | 'number' | 'events' | 'flags' | 'value' | 'pid' | 'none';

/** Which result a call has by one of its arguments, where it is several calls in one, as fcntl is. */
export interface ResultBy {
  arg: string;
  kinds: Readonly<Record<string, ResultKind>>;
}

/** What the catalogue says of a call, besides its name. */
export type CallDefinition = Traits & {
  /** One sentence: what it does to the world. */
  summary: string;
  prototype: string;
  args: readonly ArgSpec[];
  result: ResultKind;
  resultBy?: ResultBy;
  c: CForm;
  /** Its page, where the family's does not follow from the name. */
  doc?: string;
};

export type CallSpec = CallDefinition & { name: string; platform: Platform; doc: string };

/** Values after references are replaced: what the peer is told to perform. */
export type ResolvedValue =
  | null | boolean | number | string | readonly string[] | readonly number[] | { onoff: number; linger: number };
export type ResolvedArgs = Readonly<Record<string, ResolvedValue>>;

/** Named results of a call that succeeded; the catalogue's `result` says which one is the main one. */
export interface Results {
  descriptor?: number;
  descriptors?: readonly number[];
  /** Hex digits of the WSAPROTOCOL_INFOW, 1256 of them. */
  blob?: string;
  event?: number;
  address?: string;
  /** Byte string (domain/bytes.ts). */
  data?: string;
  /** recv and read: the other side has ended its stream (recv returned 0). */
  ended?: boolean;
  number?: number;
  /** Names of the events reported. */
  events?: readonly string[];
  /** iErrorCode of the events reported, nonzero ones only. */
  errors?: Readonly<Record<string, number>>;
  /** epoll_wait: which registered number each event is for. */
  ready?: readonly { fd: number; events: readonly string[] }[];
  flags?: readonly string[];
  window?: number;
  port?: number;
  /** An overlapped operation, by the address of its OVERLAPPED. */
  operation?: number;
  /** WSA_IO_PENDING: it was started and is not over. */
  started?: boolean;
  /** PeekMessageW: wParam and event of each message taken (S47). */
  messages?: readonly { fd: number; event: string }[];
  /** Of a process that was created. */
  pid?: number;
  /** Descriptors that it inherited, by their numbers in it. */
  inherited?: readonly number[];
  value?: number | string | { onoff: number; linger: number };
}

export type Outcome =
  | { kind: 'ok'; results: Results }
  | { kind: 'error'; name: string; number: number }
  /** It has not returned yet. */
  | { kind: 'pending' }
  /** We did not make the call: a guard stood in the way. */
  | { kind: 'refused'; reason: string };

/** The call as these arguments make it: with the result that it will have. */
export function asCalled(call: CallSpec, args: Readonly<Record<string, unknown>>): CallSpec {
  const { resultBy } = call;
  const by = resultBy && args[resultBy.arg];
  const result = resultBy && typeof by === 'string' && Object.hasOwn(resultBy.kinds, by) ? resultBy.kinds[by] : undefined;
  return result === undefined ? call : { ...call, result };
}

/** Whether the call, made with these arguments, starts an operation that goes on after it returned. */
export function startsOperation(call: CallSpec, args: Readonly<Record<string, unknown>>): boolean {
  return call.overlapped === 'always' || (call.overlapped === 'if asked' && args['overlapped'] === true);
}

/** Whether a call neither opens nor closes a descriptor of its process, whatever its outcome. */
export function keepsDescriptorTable(call: CallSpec): boolean {
  return !OPENS.has(call.result) && !call.resultBy && !call.closes && call.closesRange === undefined && !call.process;
}

/** Results that are descriptors, or handles in the same table. */
const OPENS: ReadonlySet<ResultKind> = new Set(['descriptor', 'descriptors', 'event', 'port', 'pid']);

export function ok(results: Results = {}): Outcome {
  return { kind: 'ok', results };
}
