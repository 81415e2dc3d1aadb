/** The interface of every source of a recording: text, ptrace, BPF, Windows. Sources know calls and memory, and no rules. */
import type { RawCall, RawEvent } from './raw.ts';

export type SourceId = 'strace-text' | 'strace' | 'ptrace' | 'bpf' | 'stubs';

/** What a source missed or could not read. Zero means that it checked. */
export interface Loss {
  /** Calls and events that the source knows it missed. */
  lost: number;
  /** Lines or records that it could not read. */
  unread: number;
  /** The first of them with the reason, for people: at most `LOSS_EXAMPLES`. Foreign text. */
  examples: readonly string[];
}

export const LOSS_EXAMPLES = 5;

/** Receives what a source sees. */
export interface RecordingSink {
  /** Called with a batch of events in order; the source keeps no reference to the list. */
  events(batch: readonly RawEvent[]): void;
  /** Whether it takes no more: a source that reads what happened before can stop reading. */
  enough?(): boolean;
  /** A task is held before its call; it waits for `release`. Only from sources with `holds`. */
  held?(hold: Hold): void;
  /** A held task goes on by itself, because records were lost. */
  letGo?(hold: number): void;
  /** What a user should know about a program, in a sentence. Foreign text. */
  note?(text: string): void;
  /** No more events come. `problem`: why the recording ended early, in one sentence. `denied`: for want of permission or space. */
  ended(problem: string | null, denied?: boolean): void;
}

export interface Hold {
  id: number;
  call: RawCall;
  /** What its first argument refers to, as `RawValue.about` has it; null if it is no socket. */
  about: string | null;
}

/** How a held call continues: made; refused with an errno in its place; or made with space for fewer descriptors (recvmsg). */
export type Release = { kind: 'continue' } | { kind: 'refuse'; errno: number } | { kind: 'cut'; descriptors: number };

/** Calls before which a source stops a task, as far as it can tell them apart by itself. null: any. */
export interface HoldFilter {
  calls: readonly string[] | null;
  task: number | null;
  process: number | null;
}

/** Calls before which no task is held: two end their task, and are written with their end; one continues another call. */
export const NEVER_HELD: ReadonlySet<string> = new Set(['exit', 'exit_group', 'restart_syscall']);

/** Holding, for sources that stop a task at its call. */
export interface HoldControl {
  /** Sets the calls before which tasks stop: those that meet one of the filters. Each of them waits for its `release`. */
  holdBefore(filters: readonly HoldFilter[]): void;
  /** Releases one held task. One that has ended is already released. */
  release(hold: number, how: Release): void;
}

export interface RecordingSource {
  readonly id: SourceId;
  /** Absent: this source sees calls only after they were made. */
  readonly holds?: HoldControl;
  /** What was lost so far. */
  readonly loss: Loss;
  /** Starts; resolves when the first event can come. @throws InputProblem, NotPermitted or Unavailable with the reason. */
  start(sink: RecordingSink): Promise<void>;
  /** Ends the recording and leaves the programs running; resolves after the last batch. */
  stop(): Promise<void>;
}
