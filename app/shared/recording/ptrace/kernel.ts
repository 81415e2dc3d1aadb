/** What the machine needs from a system. Requests to a task that has ended do nothing. */
import type { Memory } from './memory.ts';

/** A stop at a call. */
export interface CallStop {
  phase: 'entry' | 'exit';
  /** Number of the call; at its exit 0. */
  number: number;
  /** The argument registers, at the entry. */
  registers: readonly bigint[];
  /** What it returns, at the exit; negative for an error. */
  result: number;
}

/** Calls that are made in place of a call of a program. */
export type Injected = 'filter' | 'no-new-privileges';

export interface Kernel {
  /** Lets the task run to the next start or end of a call, with a signal (0: none). */
  resume(task: number, signal: number): void;
  /** Lets the task run to the next call that its filter stops, with a signal (0: none). */
  run(task: number, signal: number): void;
  /** At the start of a call: makes another one in place of it. Returns whether it can. */
  inject(task: number, call: Injected): boolean;
  /** At the end of an injected call: the program makes its own call when it runs. */
  restore(task: number): void;
  /** Leaves the task in its group stop, and still hears of it. */
  listen(task: number): void;
  /** Stops a running task without a signal. */
  interrupt(task: number): void;
  /** Starts again a call that an interruption ended with EINTR, which the program would not have seen; not if a signal did. */
  repair(task: number): void;
  detach(task: number, signal: number): void;
  /** At the entry of a call: it is not made, and returns this errno. */
  refuse(task: number, errno: number): void;
  /** Writes memory of a task. Returns whether all of it was written. */
  write(task: number, address: bigint, bytes: Uint8Array): boolean;
  /** What an event is about: the new task, or the former number of one that called exec. */
  message(task: number): number;
  /** null if the task has ended. */
  call(task: number): CallStop | null;
  memory(task: number): Memory;
  /** What a descriptor refers to, as `RawValue.about` has it; null if it is no socket. `internet`: known to be of such a family. */
  about(task: number, descriptor: number, internet: boolean): string | null;
  /** Whether a descriptor is a file, a pipe or the like, and no socket, epoll instance or pidfd; null if it is not open. */
  isFile(task: number, descriptor: number): boolean | null;
  /** `about` with the local address, "TCP:[127.0.0.1:80]"; null if the system shows none. Slower: it reads tables of the system. */
  aboutAddress(task: number, descriptor: number): string | null;
  /** Thread group of a task: its process. */
  process(task: number): number;
  /** Microseconds since the recording started. */
  now(): number;
  signalName(signal: number): string;
}
