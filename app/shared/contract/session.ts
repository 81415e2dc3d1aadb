/** Sessions: opened with a scenario and a provider, performed step by step, closed. */
import { z } from 'zod';
import { SCENARIO } from '../base/limits.ts';
import { type Scenario, stepSchema } from '../scenario/format.ts';
import type { Breakpoint, Stopped } from '../trace/breakpoints.ts';
import type { ReplayDifference } from '../trace/replay.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import type { Tally } from '../trace/tally.ts';
import type { ProviderInfo } from './app.ts';
import { bySession, libraryId, nothing, openingName, processName, providerId, sessionId } from './ids.ts';
import { request } from './request.ts';

const scenarioText = z.string().max(SCENARIO.characters);
const stepNumber = z.number().int().min(0).max(10_000_000);
/** Milliseconds. */
const pace = z.number().int().min(0).max(5000);
const word = z.string().min(1).max(64);
const opening = openingName.optional();
/** Addresses of other programs that the user allows. Main accepts only those that it found in the scenario. */
const allow = z.array(z.string().max(200)).max(64).optional();

const breakpoint: z.ZodType<Breakpoint, Breakpoint> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), call: word }),
  z.strictObject({ kind: z.literal('process'), process: processName }),
  z.strictObject({ kind: z.literal('error'), error: word.optional() }),
  z.strictObject({ kind: z.literal('divergence') }),
  z.strictObject({ kind: z.literal('hazard'), hazard: word.optional() }),
  z.strictObject({ kind: z.literal('unmet') }),
  z.strictObject({ kind: z.literal('change'), entity: word }),
  z.strictObject({ kind: z.literal('step'), step: stepNumber }),
  z.strictObject({ kind: z.literal('plan'), plan: stepNumber }),
]);

/** A library id, or a scenario as text (dropped or pasted). */
const scenarioSource = z.union([
  z.strictObject({ library: libraryId }),
  z.strictObject({ text: scenarioText, file: z.string().max(260) }),
]);

export const sessionRequests = {
  'session.open': request({
    input: z.strictObject({
      provider: providerId,
      scenario: scenarioSource,
      /** It serves another view and is not listed among recent work. */
      unlisted: z.boolean().optional(),
      /** Number of steps to perform immediately. */
      perform: z.number().int().min(0).max(SCENARIO.steps).optional(),
      allow,
      opening,
    }),
    opens: true, grows: true,
  }),
  /** Addresses beyond its own and those allowed that a scenario, an edit or a typed step would reach. */
  'session.reaches': request({
    input: z.union([
      z.strictObject({ scenario: scenarioSource }),
      z.strictObject({ session: sessionId, text: scenarioText }),
      z.strictObject({ session: sessionId, step: stepSchema }),
    ]),
  }),
  /** Cancels a running opening, which is answered as cancelled when its processes are gone. A finished one is an error. */
  'session.cancel': request({ input: z.strictObject({ opening: openingName }) }),
  /** The open sessions of this page, or of a lost page that can reconnect. */
  'session.list': request({ input: nothing }),
  /**
   * Transfers an open session to this page, or lets it catch up after a lost connection: an event reports the state,
   * `session.trace` returns the steps.
   */
  'session.attach': request({ input: bySession, opens: true }),
  'session.step': request({ input: bySession, grows: true }),
  /** Milliseconds between steps (unchanged if absent), and breakpoints: the run stops right after a step that meets one. */
  'session.run': request({
    input: z.strictObject({ session: sessionId, pace: pace.optional(), breakpoints: z.array(breakpoint).max(64).optional() }),
    grows: true,
  }),
  'session.pace': request({ input: z.strictObject({ session: sessionId, pace }) }),
  'session.pause': request({ input: bySession }),
  'session.restart': request({ input: z.strictObject({ session: sessionId, opening }), opens: true, closes: true, grows: true }),
  'session.kill': request({ input: z.strictObject({ session: sessionId, process: processName }) }),
  /** A step entered by the user, in the scenario format. It uses names, never numbers of the system. */
  'session.perform': request({ input: z.strictObject({ session: sessionId, step: stepSchema, allow }), grows: true }),
  /** Opens a new session that repeats the recorded steps up to this one with real calls and waits there. */
  'session.branch': request({
    input: z.strictObject({ session: sessionId, at: stepNumber, provider: providerId.optional(), opening }),
    opens: true, grows: true,
  }),
  /** Replaces the session with one for an edited scenario and immediately performs `perform` steps. */
  'session.reopen': request({
    input: z.strictObject({
      session: sessionId, text: scenarioText, perform: z.number().int().min(0).max(SCENARIO.steps).optional(), allow, opening,
    }),
    opens: true, closes: true, grows: true,
  }),
  /** With `keep`, the performed steps are offered again later; otherwise they are discarded. */
  'session.close': request({ input: z.strictObject({ session: sessionId, keep: z.boolean().optional() }), closes: true }),
  'session.trace': request({ input: bySession }),
} as const;

export interface SessionOutputs {
  'session.open': SessionOpened;
  /** In the order of the steps: `connect:127.0.0.1:5432`. */
  'session.reaches': readonly string[];
  'session.cancel': null;
  'session.list': readonly { title: string; state: SessionState }[];
  'session.attach': SessionOpened;
  /**
   * Resolves when the step is in the trace, or immediately if no step is left: number of performed steps of the scenario.
   * What the step did to the session arrives as events, of this request as of all others.
   */
  'session.step': { performed: number };
  'session.run': null;
  'session.pace': null;
  /** Resolves when the run has ended. */
  'session.pause': null;
  /** A new session with the same scenario and provider; the old one is closed unless opening fails. */
  'session.restart': SessionOpened;
  'session.kill': null;
  /** Resolves when the step is in the trace; an event with the new scenario precedes that of the step. */
  'session.perform': null;
  /** The old session stays open. The replay starts after the answer, and its steps arrive as events. */
  'session.branch': SessionOpened;
  /** The old session is closed, unless the text is not a scenario or opening fails. */
  'session.reopen': SessionOpened;
  'session.close': null;
  /** The trace as NDJSON. */
  'session.trace': string;
}

export interface SessionState extends Tally {
  session: string;
  status: 'ready' | 'stepping' | 'running' | 'finished' | 'closed';
  /** Steps of the scenario performed, of `planned`. */
  performed: number;
  planned: number;
  /** Length of the trace; it can exceed `performed`, because events also happen by themselves. */
  length: number;
  /** One sentence for the user, such as why a step failed to run, or null. */
  problem: string | null;
  /** Why the last run stopped by itself; null if it did not. */
  stopped: Stopped | null;
  /** Milliseconds between the steps of a run. */
  pace: number;
  /** Names of descriptors that main received from processes outside of the session. */
  taken: readonly string[];
  /** For a branch: how its start compares with the record that it repeats. */
  replay: ReplayState | null;
}

export interface ReplayState {
  /** The original session, and the last of its steps that is repeated. */
  of: string;
  at: number;
  /** Number of scenario steps that lead there. */
  steps: number;
  done: boolean;
  /** The first of them; `count` is the total. */
  differences: readonly ReplayDifference[];
  count: number;
}

export interface SessionOpened {
  /** When it was opened or attached; from then on, events change it. */
  state: SessionState;
  header: TraceHeader;
  scenario: Scenario;
  provider: ProviderInfo;
  /** Library id, if the scenario is from the library. */
  library: string | null;
}

/**
 * A state event carries the whole state, a step event the step alone: `session-state.ts` derives the state after it. Each step
 * and each change of the state has its event, in their order.
 */
export type SessionEvent =
  /** Number of processes started so far for a session that is being opened. */
  | { event: 'session.opening'; opening: string; started: number; of: number }
  | { event: 'session.step'; session: string; step: Step }
  | { event: 'session.state'; state: SessionState }
  /** The scenario got another step after those performed. */
  | { event: 'session.scenario'; scenario: Scenario; state: SessionState };
