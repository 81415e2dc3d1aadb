/** Sessions: opened on a scenario and a provider, made a step at a time, closed. */
import { z } from 'zod';
import { SCENARIO } from '../base/limits.ts';
import { type Scenario, stepSchema } from '../scenario/format.ts';
import type { Breakpoint, Stopped } from '../trace/breakpoints.ts';
import type { ReplayDifference } from '../trace/replay.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import type { ProviderInfo } from './app.ts';
import { bySession, libraryId, nothing, openingName, processName, providerId, sessionId } from './ids.ts';
import { request } from './request.ts';

const scenarioText = z.string().max(SCENARIO.characters);
const stepNumber = z.number().int().min(0).max(10_000_000);
/** Milliseconds. */
const pace = z.number().int().min(0).max(5000);
const word = z.string().min(1).max(64);
const opening = openingName.optional();
/** Addresses of other programs that the user lets the session reach. Main takes those that it has found in the scenario itself. */
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

/** One of the library, or a scenario as text (a file that was dropped or pasted). */
const scenarioSource = z.union([
  z.strictObject({ library: libraryId }),
  z.strictObject({ text: scenarioText, file: z.string().max(260) }),
]);

export const sessionRequests = {
  'session.open': request({
    input: z.strictObject({
      provider: providerId,
      scenario: scenarioSource,
      /** It serves another view: it is not listed among what was opened lately. */
      unlisted: z.boolean().optional(),
      /** As many of its steps are made at once. */
      perform: z.number().int().min(0).max(SCENARIO.steps).optional(),
      allow,
      opening,
    }),
    opens: true, grows: true,
  }),
  /** Addresses that it would reach, besides its own and those allowed: a scenario to be opened, one edited, or a step typed. */
  'session.reaches': request({
    input: z.union([
      z.strictObject({ scenario: scenarioSource }),
      z.strictObject({ session: sessionId, text: scenarioText }),
      z.strictObject({ session: sessionId, step: stepSchema }),
    ]),
  }),
  /** Ends an opening that is under way: it is answered as cancelled, once no process of it is left. One that is over is none to cancel. */
  'session.cancel': request({ input: z.strictObject({ opening: openingName }) }),
  /** The sessions that are open: of this page, or of one that is gone and may come back. */
  'session.list': request({ input: nothing }),
  /** Makes a session that is open this page's own; its steps are had by `session.trace`. */
  'session.attach': request({ input: bySession, opens: true }),
  'session.step': request({ input: bySession, grows: true }),
  /** Milliseconds between steps (what it was, if absent), and where to stop: right after a step that meets one of these. */
  'session.run': request({
    input: z.strictObject({ session: sessionId, pace: pace.optional(), breakpoints: z.array(breakpoint).max(64).optional() }),
    grows: true,
  }),
  'session.pace': request({ input: z.strictObject({ session: sessionId, pace }) }),
  'session.pause': request({ input: bySession }),
  'session.restart': request({ input: z.strictObject({ session: sessionId, opening }), opens: true, closes: true, grows: true }),
  'session.kill': request({ input: z.strictObject({ session: sessionId, process: processName }) }),
  /** One step of the user's, in the scenario's own words. Names only: never a number of the system's. */
  'session.perform': request({ input: z.strictObject({ session: sessionId, step: stepSchema, allow }), grows: true }),
  /** A fresh session that makes the recorded steps up to this one again, with real calls, and waits there. */
  'session.branch': request({
    input: z.strictObject({ session: sessionId, at: stepNumber, provider: providerId.optional(), opening }),
    opens: true, grows: true,
  }),
  /** The session of an edited scenario in place of this one; as many of its steps are made at once as `perform` says. */
  'session.reopen': request({
    input: z.strictObject({
      session: sessionId, text: scenarioText, perform: z.number().int().min(0).max(SCENARIO.steps).optional(), allow, opening,
    }),
    opens: true, closes: true, grows: true,
  }),
  /** With `keep`, what was performed is offered again later; without, it is gone. */
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
  /** Resolves when the step is in the trace (its event comes first), or at once when there is none left. */
  'session.step': SessionState;
  'session.run': SessionState;
  'session.pace': SessionState;
  'session.pause': SessionState;
  /** A new session of the same scenario and provider; the old one is closed, unless the new one could not be opened. */
  'session.restart': SessionOpened;
  'session.kill': SessionState;
  /** Resolves when the step is in the trace; the scenario that contains it comes as an event before. */
  'session.perform': SessionState;
  /** The old session stays open. The replay begins after the answer, and its steps come as events. */
  'session.branch': SessionOpened;
  /** The old session is closed, unless the text is no scenario or could not be opened. */
  'session.reopen': SessionOpened;
  'session.close': null;
  /** The trace as NDJSON. */
  'session.trace': string;
}

export interface SessionState {
  session: string;
  status: 'ready' | 'stepping' | 'running' | 'finished' | 'closed';
  /** Steps of the scenario performed, of `planned`. */
  performed: number;
  planned: number;
  /** Length of the trace; it may exceed `performed`, since things also happen by themselves. */
  length: number;
  /** Steps whose outcome the rules foretold; messages and what the rules leave open are not among them. */
  predicted: number;
  divergences: number;
  met: number;
  unmet: number;
  /** Something the user should know: why a step could not be made. One sentence, or null. */
  problem: string | null;
  /** Why the last run stopped by itself; null when it did not. */
  stopped: Stopped | null;
  /** Milliseconds between the steps of a run. */
  pace: number;
  /** Names of descriptors that came into main from processes outside of the session. */
  taken: readonly string[];
  /** Of a branch: how its beginning compares with the record it makes again. */
  replay: ReplayState | null;
}

export interface ReplayState {
  /** Session that was branched from, and the last of its steps that is made again. */
  of: string;
  at: number;
  /** So many steps of the scenario lead there. */
  steps: number;
  done: boolean;
  /** The first of them; `count` tells how many there are. */
  differences: readonly ReplayDifference[];
  count: number;
}

export interface SessionOpened {
  state: SessionState;
  header: TraceHeader;
  scenario: Scenario;
  provider: ProviderInfo;
  /** Id in the library, when the scenario came from there. */
  library: string | null;
}

export type SessionEvent =
  /** So many processes of a session that is being opened have been started. */
  | { event: 'session.opening'; opening: string; started: number; of: number }
  | { event: 'session.step'; session: string; step: Step; state: SessionState }
  | { event: 'session.state'; state: SessionState }
  /** The scenario has another step, after those that were performed. */
  | { event: 'session.scenario'; scenario: Scenario; state: SessionState };
