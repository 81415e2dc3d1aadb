/** The calls of this process's operating system behind one interface, whichever it is. */
import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import type { HandleProbes } from '../channel/winsock-facts.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import type { SocketStateHint } from '../channel/protocol.ts';

/** How long a connect of `main` may take, in milliseconds. */
export const CONNECT_LIMIT_MS = 2000;

/** One call to be made: `blob` is the WSAPROTOCOL_INFOW that its arguments name. */
export interface CallRequest {
  call: CallSpec;
  args: ResolvedArgs;
  blob: Uint8Array | null;
  believed: SocketStateHint;
}

/** A process to be created. */
export interface SpawnRequest {
  name: string;
  /** The program and its arguments. */
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Windows: bInheritHandles. */
  inherit: boolean;
  /** Windows: CREATE_SUSPENDED. */
  suspended: boolean;
  /** Linux: descriptors handed down by socket activation; null for plain inheritance. */
  listen: readonly number[] | null;
}

/** `release`: what keeps the pid from being used again can be let go, once the session is over. */
export type SpawnResult = { pid: number; micros: number; release?(): void } | { error: Outcome };

export interface PlatformCalls {
  readonly rules: Rules;
  /** Where facts are read from handles, which any process can look at. */
  readonly handleProbes?: HandleProbes;
  /** Loads the system's libraries, so that the first call takes no longer than others, and what must stand before any call. */
  load(): void;
  /** On this thread; it waits when the call waits. */
  callInline(job: CallRequest): Performed;
  /** In a process of its own: at once when the call will not wait, else on a thread of the pool. */
  callInWorker(job: CallRequest): Performed | Promise<Performed>;
  /** In `main`: never waits in the system. Null when only a waiting call would do. */
  callNonBlocking(job: CallRequest): Performed | null | Promise<Performed | null>;
  /** Creates the process. It is there when this returns, so that nothing is inherited that the caller did not mean. */
  spawn(birth: SpawnRequest): Promise<SpawnResult>;
  /** Lets a process run that `spawn` has created suspended here. */
  resume(name: string): Performed;
  /** Whether a process that is created now would inherit this number. */
  isInheritable(number: number): boolean;
  /** The pid of a process that the arguments name and that is none of the session's; null when there is none. Absent where the host holds pids. */
  stranger?(call: CallSpec, args: ResolvedArgs, session: readonly KnownProcess[]): number | null;
  /** Whether a number is open in this process. */
  isOpen(number: number): boolean;
  /** The numbers that are open in this process. Absent where no call closes a range of them. */
  openNumbers?(): number[];
  /** Closes a descriptor (or event) that the session left open; failures do not matter then. */
  discard(number: number, kind: 'socket' | 'event' | 'window' | 'port' | 'operation'): void;
  /** Makes a descriptor inheritable or not and says what it was. */
  setInheritable(number: number, inheritable: boolean): boolean;
}
