/** The calls of this process's operating system behind one interface. */
import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import type { HandleProbes } from '../channel/handle-probes.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import type { SocketStateHint } from '../channel/protocol.ts';
import type { BlocksOn } from './pending.ts';

/** Time limit for a connect of `main`, in milliseconds. */
export const CONNECT_LIMIT_MS = 2000;

/** One call to make: `blob` is the WSAPROTOCOL_INFOW that its arguments name. */
export interface CallRequest {
  call: CallSpec;
  args: ResolvedArgs;
  blob: Uint8Array | null;
  believed: SocketStateHint;
}

/** A process to create. */
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

/** `release`: releases what prevents reuse of the pid, at the end of the session. */
export type SpawnResult = { pid: number; micros: number; release?(): void } | { error: Outcome };

export interface PlatformCalls {
  readonly rules: Rules;
  /** Present if facts are read from handles, which any process can probe. */
  readonly handleProbes?: HandleProbes;
  /** Loads the system's libraries, so that the first call takes no longer than others, and makes preparatory calls. */
  load(): void;
  /** On this thread; blocks if the call blocks. */
  callInline(job: CallRequest): Performed;
  /** In a peer process: immediately if the call will not block, else on a thread of the pool. */
  callInWorker(job: CallRequest): Performed | Promise<Performed>;
  /** The descriptor on which a call can block in the kernel; null if that cannot be seen. Absent where it never can. */
  blocksOn?(call: CallSpec, args: ResolvedArgs): BlocksOn | null;
  /** In `main`: never blocks in the system. Null if only a blocking call would do. */
  callNonBlocking(job: CallRequest): Performed | null | Promise<Performed | null>;
  /** Creates the process synchronously, so that it inherits only intended descriptors. */
  spawn(birth: SpawnRequest): Promise<SpawnResult>;
  /** Resumes a process that `spawn` created suspended here. */
  resume(name: string): Performed;
  /** Whether a process created now would inherit this number. */
  isInheritable(number: number): boolean;
  /** The pid in the arguments that belongs to no process of the session; null if there is none. Absent if the host holds pids. */
  stranger?(call: CallSpec, args: ResolvedArgs, session: readonly KnownProcess[]): number | null;
  /** Whether a number is open in this process. */
  isOpen(number: number): boolean;
  /** The open numbers of this process. Absent if no call closes a range of them. */
  openNumbers?(): number[];
  /** Closes a descriptor (or event) that the session left open; ignores failures. */
  discard(number: number, kind: 'socket' | 'event' | 'window' | 'port' | 'operation'): void;
  /** Closes a copy of a descriptor that another process holds, and changes nothing of what it refers to. Absent if no call fetches any. */
  giveUp?(number: number): void;
  /** Makes a descriptor inheritable or not. @returns the former state. */
  setInheritable(number: number, inheritable: boolean): boolean;
}
