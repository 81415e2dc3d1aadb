/** The interface that performs calls; the session has no other access to the operating system. */
import type { CallSpec, Outcome, ResolvedArgs } from '../calls/types.ts';
import type { WorldView } from '../domain/world.ts';
import type { Carrier } from '../scenario/format.ts';
import type { Fact } from '../trace/step.ts';
import type { PredictingProvider } from './predicting.ts';

export interface ProcessPlan {
  name: string;
  role: 'participant' | 'outside';
  threads: readonly string[];
}

export interface Performed {
  outcome: Outcome;
  /** Duration of the call in microseconds, measured in the calling process; null if nothing was called. */
  micros: number | null;
  /** Facts read right after the call without side effects: `local`, `remote`. */
  observed?: { local?: string | null; remote?: string | null };
}

/** Calls whose argument names a process that they create carry its plan along. */
export interface PerformRequest {
  /** "worker" or "worker/t1" */
  participant: string;
  call: CallSpec;
  args: ResolvedArgs;
  /** Names under which the performing process keeps the results (blobs are used from there, by name). */
  as: readonly string[];
  /** Milliseconds to wait before a call that has not returned is reported as pending. */
  grace: number;
  /** Key of the call, by which a later completion is reported. */
  key: number;
  /** The process that this call creates. */
  spawn?: ProcessPlan;
  /** The address that it reaches is a stranger's, by the user's consent: its name is not one of the session's own. */
  outside?: true;
  /** A descriptor that the call gives is no part of the session, for this reason: it is closed, and the call counts as refused. */
  unwanted?: string;
  /** "AF_INET SOCK_STREAM IPPROTO_TCP": the socket that the call exports, for the model. */
  exported?: string;
}

export interface MessageRequest {
  from: string;
  to: string;
  carrier: Carrier;
  /** What to send: bytes kept under a name by the sender, or text. */
  content: { kind: 'blob'; name: string } | { kind: 'text'; text: string };
  /** Name under which the receiver keeps a blob. */
  as: string;
}

/** Sockets that would receive what goes to an address, counted by whose they are. */
export interface Receivers {
  session: number;
  others: number;
  /** The system does not say whose. */
  unattributed: number;
  /** A process of the session hides its descriptors from this user, so that sockets of the session can be among the others. */
  hidden?: true;
}

export interface ReceiversAsked {
  address: string;
  /** SOCK_STREAM or SOCK_DGRAM; null asks for both. */
  type: string | null;
}

/** What one probe found. */
export interface Probed {
  facts: readonly Fact[];
  /** Ids of what was read: `facts` are all that is known of these, and of anything else what was known before. Null: all was read. */
  of: ReadonlySet<string> | null;
}

export interface ProviderEvents {
  /** A pending call returned. */
  completed(key: number, performed: Performed): void;
  /** A process ended unexpectedly. */
  died(process: string, how: string): void;
}

/** What a session needs of any provider, apart from its calls. */
export interface ProviderBase {
  readonly platform: string;
  /** Starts a process. Returns its OS pid, or null if the provider has no processes. */
  start(process: ProcessPlan): Promise<number | null>;
  /** Really carries a value; resolves when it has arrived. The text that arrived, for the trace. */
  message(request: MessageRequest): Promise<{ micros: number; text: string | null }>;
  /**
   * Facts read from the OS about this world, without disturbing it. `changed`: ids of what the world says otherwise than at
   * the last probe; the provider then reads what can be affected, so that a step costs the same however much is open. Null: everything.
   */
  probe(world: WorldView, changed?: ReadonlySet<string> | null): Promise<Probed>;
  /** The sockets that would receive data sent to an address at this moment; null if the system does not report them. */
  receivers(asked: ReceiversAsked): Promise<Receivers | null>;
  kill(process: string): Promise<void>;
  /** Ends every process and closes every socket of the provider. Never throws; can be called twice. */
  dispose(): Promise<void>;
}

/** Descriptors that came into `main` from elsewhere: possible only if `main` is this process. */
export interface Adoption {
  /** They belong to the session from now on. @throws Error if the session has no `main`. */
  adopt(numbers: readonly number[]): Promise<void>;
}

/** Performs calls on a system. It knows nothing about the rules. */
export interface SystemProvider extends ProviderBase {
  readonly kind: 'system';
  /** Null if `main` is another process. */
  readonly adoption: Adoption | null;
  /** Makes one call. Never throws: a call that cannot be made is refused. */
  perform(request: PerformRequest): Promise<Performed>;
}

export type Provider = SystemProvider | PredictingProvider;
