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
  /** A task is held before its call; it waits for `release`. Only from sources with `holds`. */
  held?(hold: Hold): void;
  /** No more events come. `problem`: why the recording ended early, in one sentence. */
  ended(problem: string | null): void;
}

export interface Hold {
  id: number;
  call: RawCall;
  /** Milliseconds after which the source releases it. */
  limit: number;
}

/** How a held call continues: made, or refused with an errno in its place. */
export type Release = { kind: 'continue' } | { kind: 'refuse'; errno: number };

/** Holding, for sources that stop a task at its call. */
export interface HoldControl {
  /** Sets the calls before which tasks are held; null: none. Called for every call, with the arguments that can be read then. */
  holdBefore(wanted: ((call: RawCall) => boolean) | null): void;
  /** Releases one held task. A task whose limit has passed is already released. */
  release(hold: number, how: Release): void;
  /** Reads what a descriptor of a held task refers to, such as "socket:[4711]"; null if it is closed. */
  identity(task: number, descriptor: number): string | null;
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
