/** The operations that a host requests from a peer, each with the schemas of its input and output. */
import type { Platform, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import type { ProbeResults, ProbePlan } from './probe-plan.ts';
import type { KnownProcess } from '../linux/process-identity.ts';

/** A value sent between processes: the bytes of a blob, or UTF-8 text. */
export interface Payload {
  kind: 'blob' | 'text';
  bytes: Uint8Array;
}

/** A payload on the host's channel, which carries JSON. */
export interface Carried {
  kind: Payload['kind'];
  base64: string;
}

/** The source of the payload: bytes that the sender keeps under a name, or text of the step. */
export type Content = { kind: 'blob'; name: string } | { kind: 'text'; text: string };

/** The last known state of the call's socket, if the system cannot be queried. */
export interface SocketStateHint {
  /** Its blocking mode (S27). */
  nonblocking: boolean;
  /** Whether something in any process waits for the same as the call, and could take what a poll reports. */
  contested: boolean;
  /** Whether anything of this process waits on the socket. */
  accompanied: boolean;
}

export interface PerformMessage {
  platform: Platform;
  call: string;
  args: ResolvedArgs;
  /** Names for the results: a blob is kept under the first one. */
  as: readonly string[];
  /** A named thread of the process; null for its first one. */
  thread: string | null;
  /** Milliseconds after which a call that has not returned is answered with "pending". */
  grace: number;
  believed: SocketStateHint;
  /** Processes of the session, for calls that name one: they can reach no other. */
  session?: readonly KnownProcess[];
  /** The address belongs to another program, used with the user's consent, and is not mapped to a private name of the session. */
  outside?: true;
  /** Why a descriptor that the call gives is no part of the session: it is closed, and the call counts as refused. */
  unwanted?: string;
  /** Probes to take immediately after the call, if requested. */
  around?: ProbePlan | undefined;
}

/** Present if probes were requested and are possible. */
export interface WithProbe {
  probes?: ProbeResults;
}

export interface PeerOperations {
  /**
   * The first operation: starts the named threads. The folder is private to the session, for pipes and files. `inherited`:
   * descriptors inherited at creation.
   */
  begin: { input: { threads: readonly string[]; folder: string; inherited?: readonly number[] }; output: { pid: number } };
  /** A pending outcome has a ticket, and `settle` answers when the call has returned. */
  perform: { input: PerformMessage; output: Performed & { ticket?: number } & WithProbe };
  settle: { input: { ticket: number }; output: Performed };
  /** Creates a process from this one; it connects back to `port` with `token`. */
  spawn: { input: SpawnMessage; output: Spawned };
  /** Resumes a process that was created suspended from this one. */
  resume: { input: { name: string }; output: Performed };
  /** Descriptors that came into this process from elsewhere: they belong to the session from now on. */
  adopt: { input: { numbers: readonly number[] }; output: null };
  take: { input: { content: Content }; output: Carried };
  /** `text` is the received text. */
  store: { input: { payload: Carried; as: string; around?: ProbePlan | undefined }; output: Arrival & WithProbe };
  openPipe: { input: { as: string }; output: { address: string } };
  /** Answers when one complete frame has arrived through the pipe. */
  receivePipe: { input: { address: string; around?: ProbePlan | undefined }; output: Arrival & WithProbe };
  abandonPipe: { input: { address: string }; output: null };
  postPipe: { input: { address: string; content: Content }; output: null };
  writeFile: { input: { content: Content }; output: { path: string } };
  readFile: { input: { path: string; as: string; around?: ProbePlan | undefined }; output: Arrival & WithProbe };
}

export interface SpawnMessage {
  platform: Platform;
  call: string;
  args: ResolvedArgs;
  name: string;
  port: number;
  token: string;
}

/** The result of a call that creates a process; `pid` is null if it failed. */
export interface Spawned {
  performed: Performed;
  pid: number | null;
  inherited: readonly number[];
}

export interface Arrival {
  text: string | null;
}

export type Operation = keyof PeerOperations;
export type Input<O extends Operation> = PeerOperations[O]['input'];
export type Output<O extends Operation> = PeerOperations[O]['output'];

export interface PeerRequest<O extends Operation = Operation> {
  id: number;
  op: O;
  input: Input<O>;
}

export type PeerReply = { id: number; ok: true; output: unknown } | { id: number; ok: false; problem: string };

/** The operations of a peer, in another process or in this one. */
export interface PeerApi {
  readonly pid: number;
  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>>;
}

/** Time limit for the delivery of a message in milliseconds, by any carrier. */
export const CARRY_LIMIT_MS = 5000;

/** First message of a peer that connects to an endpoint. */
export interface PeerHello {
  kind: 'peer';
  token: string;
}

/** A loopback endpoint through which one process can connect. */
export interface PeerAddress {
  port: number;
  token: string;
}
