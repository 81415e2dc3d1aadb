/** What a host asks of a peer, and what it answers: each operation once, with its two shapes. */
import type { Platform, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import type { ProbeResults, ProbePlan } from './piggyback-probe.ts';
import type { KnownProcess } from '../linux/process-identity.ts';

/** A value on its way between processes: the bytes of a blob, or UTF-8 text. */
export interface Payload {
  kind: 'blob' | 'text';
  bytes: Uint8Array;
}

/** A payload on the host's channel, which carries JSON. */
export interface Carried {
  kind: Payload['kind'];
  base64: string;
}

/** What the sender is to take the payload from: bytes it keeps under a name, or text of the step. */
export type Content = { kind: 'blob'; name: string } | { kind: 'text'; text: string };

/** What the session last knew of the call's socket, where the system cannot be asked. */
export interface SocketStateHint {
  /** Its blocking mode (S27). */
  nonblocking: boolean;
  /** Whether something waits on it already, which may take what a poll shows: in this process, or only in others. */
  waiting: 'here' | 'elsewhere' | 'nowhere';
}

export interface PerformMessage {
  platform: Platform;
  call: string;
  args: ResolvedArgs;
  /** Names under which results are kept: a blob under the first one. */
  as: readonly string[];
  /** A named thread of the process; null for its first one. */
  thread: string | null;
  /** Milliseconds after which a call that has not returned is answered with "pending". */
  grace: number;
  believed: SocketStateHint;
  /** Processes of the session, for calls that name one: they reach no other. */
  session?: readonly KnownProcess[];
  /** The address is another program's, by the user's consent, and its name is not to be mapped into the session's own. */
  outside?: true;
  /** What to look at right after the call, where that is asked for. */
  around?: ProbePlan;
}

/** Where looks were asked for and can be taken. */
export interface WithProbe {
  looks?: ProbeResults;
}

export interface PeerOperations {
  /**
   * First of all: starts the named threads. The folder is private to the session, for pipes and files. `inherited`:
   * descriptors that it was born with. `door`: where somebody else than the host will ask, too.
   */
  begin: { input: { threads: readonly string[]; folder: string; inherited?: readonly number[]; door?: PeerAddress | undefined }; output: { pid: number } };
  /** A pending outcome comes with a ticket, and `settle` answers when the call has returned. */
  perform: { input: PerformMessage; output: Performed & { ticket?: number } & WithProbe };
  settle: { input: { ticket: number }; output: Performed };
  /** Creates a process from here; it calls back to `port` with `token`. */
  spawn: { input: SpawnMessage; output: Spawned };
  /** Lets a process run that was created suspended from here. */
  resume: { input: { name: string }; output: Performed };
  /** Descriptors that have come into this process from elsewhere: the session's from now on. */
  adopt: { input: { numbers: readonly number[] }; output: null };
  take: { input: { content: Content }; output: Carried };
  /** `text` is what arrived, for text. */
  store: { input: { payload: Carried; as: string; around?: ProbePlan | undefined }; output: Arrival & WithProbe };
  openPipe: { input: { as: string }; output: { address: string } };
  /** Answers when one whole frame has arrived through the pipe. */
  receivePipe: { input: { address: string }; output: Arrival };
  abandonPipe: { input: { address: string }; output: null };
  postPipe: { input: { address: string; content: Content }; output: null };
  writeFile: { input: { content: Content }; output: { path: string } };
  /** Reads the file and removes it. */
  readFile: { input: { path: string; as: string }; output: Arrival };
}

export interface SpawnMessage {
  platform: Platform;
  call: string;
  args: ResolvedArgs;
  name: string;
  port: number;
  token: string;
}

/** What became of a call that creates a process; `pid` is null when there is none. */
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

/** Answers operations: a process at the other end of a channel, or one in this process. */
export interface PeerLink {
  readonly pid: number;
  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>>;
}

/** How long a message may take to arrive, in milliseconds, whatever carries it. */
export const CARRY_LIMIT_MS = 5000;

/** A door of the loopback that one process may come in by. */
export interface PeerAddress {
  port: number;
  token: string;
}
