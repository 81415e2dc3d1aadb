/** What a sequence diagram consists of, in plain numbers; coordinates are those of the whole figure, in pixels at 100 %. */
import type { ProcessId, StepNumber } from '../domain/ids.ts';
import type { OutcomeTone } from '../format/outcome.ts';

export type Spacing = 'even' | 'real';

/** A process ("main"), one of its threads ("reader/t1"), or an outside peer. */
export interface SequenceLane {
  /** The participant as scenarios write it. */
  id: string;
  process: ProcessId;
  thread: string | null;
  title: string;
  /** "pid 4388", "in reader" for a thread, "outside". */
  note: string;
  /** 1 to 8 as in the picture; 0 for outside peers. */
  hue: number;
  x: number;
  w: number;
  /** Where the lifeline is. */
  axis: number;
  /** The lifeline's ends. */
  y1: number;
  y2: number;
  /** The step that created it, or null when it was there from the start. */
  born: StepNumber | null;
  /** The step that ended it, and how; null while it runs. */
  ended: { step: StepNumber; how: string } | null;
  /** Number of lanes that share this one; 0 for one that is shared by none. */
  folded: number;
}

export interface SequenceRow {
  n: StepNumber;
  /** Index into `lanes`. */
  lane: number;
  y: number;
  h: number;
  /** The call's bar on the lifeline; one that is left pending goes on as a span. */
  bar: { x: number; y: number; w: number; h: number };
  /** Where its words begin, and how wide they can be. */
  text: { x: number; y: number; w: number };
  /** "WSAEventSelect" */
  title: string;
  /** "FD_READ → 0x9C" */
  detail: string;
  outcome: string;
  tone: OutcomeTone;
  /** "21 µs", or "" where nothing was performed. */
  took: string;
  /** Milliseconds since the session started. */
  at: number;
  met: boolean | null;
  /** Hazards that came about here, and divergences that no known difference lists. */
  hazards: number;
  divergences: number;
}

export type ArrowKind =
  /** A value, sent over ipc, pipe or file. */
  | 'message'
  /** From export to import. */
  | 'transfer'
  /** Bytes, from the call that sent them to the one that took them. */
  | 'data'
  /** From connect to accept. */
  | 'connection'
  /** A process creates another. */
  | 'creation'
  /** A call set the event object of another process, or posted to its window. */
  | 'notification'
  /** A registration ended that of another process. */
  | 'cancellation';

export interface SequenceArrow {
  id: string;
  kind: ArrowKind;
  /** The steps at its ends; `to` is null while it has not arrived. */
  from: StepNumber;
  to: StepNumber | null;
  /** Indexes into `lanes`. */
  fromLane: number;
  toLane: number;
  /**
   * It runs from x1 across to x2 at y1; where x2 is not x3 or y1 not y2, then down at x2 to y2, and into x3, where its
   * head is. Without arrival it ends open at y2.
   */
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  x3: number;
  state: 'arrived' | 'waiting' | 'lost';
  /** The hue of the lane it comes from. */
  hue: number;
  /** What it says, in words. */
  label: string;
}

/** A call that has not returned, or an overlapped operation under way. */
export interface SequenceSpan {
  id: string;
  kind: 'blocked' | 'operation';
  from: StepNumber;
  /** The step at which it was over, or null while it goes on. */
  to: StepNumber | null;
  lane: number;
  x: number;
  y: number;
  w: number;
  h: number;
  label: string;
}

export interface SequenceLayout {
  lanes: readonly SequenceLane[];
  /** Rows of the window asked for, and every arrow and span that touches it. */
  rows: readonly SequenceRow[];
  arrows: readonly SequenceArrow[];
  spans: readonly SequenceSpan[];
  /** Arrows left out because there were more than `mostArrows`. */
  arrowsLeftOut: number;
  /** Of the whole figure, not of the window. */
  width: number;
  height: number;
  spacing: Spacing;
  /** Real spacing: pixels for a millisecond of a call. */
  perMilli: number | null;
}
