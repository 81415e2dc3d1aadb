/**
 * Recordings and debugging of real programs. A page describes a program; the host asks in a question what the page then confirms by
 * the question's id. A running process is a holder of a capture, never a number of the page.
 */
import { z } from 'zod';
import { RECORDING } from '../base/limits.ts';
import type { ResolvedArgs } from '../calls/types.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { RuleId } from '../domain/ids.ts';
import type { PredictedOutcome } from '../trace/predicted.ts';
import type { Sentence } from '../trace/sentence.ts';
import type { RecordingInfo, Step, TraceHeader } from '../trace/step.ts';
import { captureId, nothing, questionId, rowId } from './ids.ts';
import { request } from './request.ts';

const recordingId = z.string().regex(/^recording-\d{1,9}$/);
const byRecording = z.strictObject({ recording: recordingId });
/** Text without NUL, which ends a string of the system. */
// oxlint-disable-next-line no-control-regex -- NUL is what it excludes
const systemText = (most: number) => z.string().max(most).regex(/^[^\0]*$/);
const variable = z.strictObject({ name: systemText(256).regex(/^[^=]+$/), value: systemText(RECORDING.valueCharacters) });
const hold = z.array(z.string().min(1).max(500)).max(RECORDING.conditions);
const heldId = z.number().int().min(1).max(1_000_000_000);

const command = z.strictObject({
  /** Split by the host as `splitCommand` says; no shell sees it. */
  command: systemText(RECORDING.commandCharacters).min(1),
  /** Absolute; null: that of the host. */
  folder: systemText(4096).startsWith('/').nullable(),
  /** Additions to that of the host. */
  environment: z.array(variable).max(RECORDING.variables),
});

/** `winsock`: programs for Windows, under Wine on Linux. */
export const RECORDING_SOURCES = ['auto', 'ptrace', 'bpf', 'winsock'] as const;

export const recordingRequests = {
  /** What can be recorded here, and the latest commands. */
  'recording.offer': request({ input: nothing }),
  'recording.forget': request({ input: nothing }),
  /** Describes what starting, or attaching, would do, for the user to confirm. Performs nothing. */
  'recording.prepare': request({
    input: z.strictObject({
      target: z.union([command, z.strictObject({ capture: captureId, holder: rowId })]),
      source: z.enum(RECORDING_SOURCES),
      /** Present to debug: conditions as `handoff debug --hold` takes them, and seconds after which a held call continues. */
      debug: z.strictObject({ hold, limit: z.number().int().min(1).max(RECORDING.holdSeconds) }).nullable(),
    }),
  }),
  /** Does what the question says; a question can be confirmed once. */
  'recording.start': request({
    input: z.strictObject({ question: questionId }), opens: true, grows: true,
    audited: ['recording', 'mode', 'source', 'program', 'pid'],
  }),
  /** Gives a running recording to this page. */
  'recording.attach': request({ input: byRecording, opens: true }),
  'recording.list': request({ input: nothing }),
  /** Steps after `from`, at most so many. */
  'recording.steps': request({
    input: z.strictObject({ recording: recordingId, from: z.number().int().min(0).max(10_000_000),
      count: z.number().int().min(1).max(RECORDING.stepsPerAnswer) }),
  }),
  /** Ends the recording; the programs continue. */
  'recording.detach': request({ input: byRecording, audited: [] }),
  /** Ends the recording, and a program that it launched. */
  'recording.stop': request({ input: byRecording, audited: [] }),
  /** Ends the recording, and forgets it. */
  'recording.close': request({ input: byRecording, closes: true, audited: [] }),
  /** Replaces the conditions. */
  'recording.hold': request({ input: z.strictObject({ recording: recordingId, hold }), audited: [] }),
  /** Releases a held call, and holds the next one of its thread or process. */
  'recording.release': request({
    input: z.strictObject({
      recording: recordingId, held: heldId,
      how: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('continue') }),
        /** It is not made, and returns this error: a name such as EMFILE. */
        z.strictObject({ kind: z.literal('refuse'), error: z.string().regex(/^E[A-Z0-9]{1,30}$/) }),
        /** A recvmsg with space for so many descriptors. */
        z.strictObject({ kind: z.literal('cut'), descriptors: z.number().int().min(0).max(253) }),
      ]),
      next: z.enum(['thread', 'process']).nullable(),
    }),
    audited: ['call', 'process', 'pid'],
  }),
} as const;

export interface RecordingOutputs {
  'recording.offer': RecordingOffer;
  'recording.forget': null;
  'recording.prepare': RecordingQuestion;
  'recording.start': RecordingOpened & RecordingAudit;
  'recording.attach': RecordingOpened;
  'recording.list': readonly RecordingState[];
  'recording.steps': readonly Step[];
  'recording.detach': null;
  'recording.stop': null;
  'recording.close': null;
  'recording.hold': null;
  'recording.release': { call: string; process: string; pid: number };
}

export interface ProgramCommand {
  command: string;
  folder: string | null;
  environment: readonly { name: string; value: string }[];
}

export interface RecordingOffer {
  /** Why nothing can be recorded from this page; null if it can. */
  reason: string | null;
  /** Why each of the sources cannot record; null if it can. */
  noPtrace: string | null;
  noBpf: string | null;
  noWinsock: string | null;
  folder: string;
  user: string;
  /** The latest first. */
  recent: readonly ProgramCommand[];
}

export interface RecordingQuestion {
  question: string;
  mode: 'record' | 'debug';
  /** What is started, word by word, or the process that runs. Foreign text. */
  program: { kind: 'launch'; words: readonly string[]; folder: string; environment: readonly string[] }
    | { kind: 'attach'; pid: number; name: string; command: string | null; startedAt: number };
  /** Whose rights the program has. */
  owner: string;
  source: 'ptrace' | 'bpf' | 'winsock';
  /** What it does to the program, in sentences. */
  sentences: readonly string[];
  /** Expiry of the confirmation, in milliseconds since 1970. */
  until: number;
}

/** For the audit log. */
export interface RecordingAudit { recording: string; mode: string; source: string; program: string; pid: number | null }

/** `now`: the host's clock, in milliseconds since 1970; that of a page on another machine differs. */
export interface RecordingOpened { state: RecordingState; header: TraceHeader; now: number }

export interface RecordingState {
  recording: string;
  mode: 'record' | 'debug';
  source: 'ptrace' | 'bpf' | 'winsock';
  status: 'running' | 'ended';
  /** Whether stopping ends the program: the recording started it, and it is not a program for Windows. */
  launched: boolean;
  /** "nginx -g daemon off;" or "nginx (812)". Foreign text. */
  title: string;
  /** Steps so far. */
  length: number;
  /** What it has lost, and does not follow. */
  about: RecordingInfo;
  conditions: readonly string[];
  /** The held calls, the oldest first. */
  held: readonly HeldView[];
  /** What the user should know of the program, the latest last. Foreign text. */
  notes: readonly string[];
  /** Why it ended early, or null. */
  problem: string | null;
  /** Of a launched program that has ended: "exited with code 1", "ended by SIGTERM". */
  end: string | null;
  /** That end is no success: another code than 0, or a signal. */
  failed: boolean;
  /** The end of what a launched program wrote to its output and error. Foreign text. */
  output: string;
}

export interface HeldFact {
  number: number;
  identity: string | null;
  closeOnExec: boolean;
  nonblocking: boolean;
  socket: { state: string; local: string | null; remote: string | null; unread: number; unsent: number } | null;
}

export interface HeldView {
  id: number;
  /** The condition or step that it meets. */
  why: string;
  participant: string;
  pid: number;
  thread: number;
  call: string;
  args: ResolvedArgs;
  predicted: PredictedOutcome;
  rules: readonly RuleId[];
  /** What it changes if it succeeds. */
  changes: readonly Sentence[];
  diff: WorldDiff;
  hazards: readonly { id: string; rules: readonly string[]; sentence: Sentence }[];
  /** Descriptors that it names, as the system shows them. */
  facts: readonly HeldFact[];
  /** Events before it that the prediction does not contain. */
  open: number;
  /** Its control buffer can be shortened. */
  cuts: boolean;
  /** When it is released by itself: milliseconds since 1970 by the host's clock. */
  until: number;
}

/** The whole state comes with `recording.state`; the other events change it, in their order. */
export type RecordingEvent =
  | { event: 'recording.state'; state: RecordingState }
  /** Steps after `from`; `length` counts those that were made meanwhile, for `recording.steps`. */
  | { event: 'recording.steps'; recording: string; from: number; steps: readonly Step[]; length: number }
  | { event: 'recording.held'; recording: string; held: HeldView; now: number }
  | { event: 'recording.released'; recording: string; held: number; by: 'command' | 'limit' | 'ended' | 'loss' | 'detach' }
  /** No more steps come. `header`: with all processes. */
  | { event: 'recording.ended'; state: RecordingState; header: TraceHeader };
