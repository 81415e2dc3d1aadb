/** Kinds of stops, and what the machine knows of a task. */

/** linux/ptrace.h */
export const EVENT = { FORK: 1, VFORK: 2, CLONE: 3, EXEC: 4, SECCOMP: 7, STOP: 128 } as const;
/** Stops at calls, with TRACESYSGOOD. */
export const CALL_STOP = 0x85;
export const SIGTRAP = 5;
/** SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU */
export const GROUP_STOPS: ReadonlySet<number> = new Set([19, 20, 21, 22]);

export interface Task {
  process: number;
  /** It has had its first stop. */
  stopped: boolean;
  /** The recording knows where it comes from: the event of its parent has come. */
  announced: boolean;
  /** Not recorded: the shell that starts the program. */
  silent: boolean;
  /** Interrupted to attach to it: a call that this ended is started again. */
  attaching: boolean;
}

export const known = (process: number): Task => ({ process, stopped: true, announced: true, silent: false, attaching: false });
