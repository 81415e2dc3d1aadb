/** Sessions: opened on a scenario and a provider, made a step at a time, closed. */
import { z } from 'zod';
import type { Scenario } from '../scenario/format.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import type { ProviderInfo } from './app.ts';
import { bySession, libraryId, processName, providerId, sessionId } from './ids.ts';

export const sessionRequests = {
  'session.open': z.strictObject({
    provider: providerId,
    /** One of the library, or a scenario as text (a file that was dropped or pasted). */
    scenario: z.union([
      z.strictObject({ library: libraryId }),
      z.strictObject({ text: z.string().max(4_000_000), file: z.string().max(260) }),
    ]),
  }),
  'session.step': bySession,
  'session.run': bySession,
  'session.pause': bySession,
  'session.restart': bySession,
  'session.kill': z.strictObject({ session: sessionId, process: processName }),
  'session.close': bySession,
  'session.trace': bySession,
} as const;

export interface SessionOutputs {
  'session.open': SessionOpened;
  /** Resolves when the step is in the trace (its event comes first), or at once when there is none left. */
  'session.step': SessionState;
  'session.run': SessionState;
  'session.pause': SessionState;
  /** A new session of the same scenario and provider; the old one is closed. */
  'session.restart': SessionOpened;
  'session.kill': SessionState;
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
}

export interface SessionOpened {
  state: SessionState;
  header: TraceHeader;
  scenario: Scenario;
  provider: ProviderInfo;
}

export type SessionEvent =
  | { event: 'session.step'; session: string; step: Step; state: SessionState }
  | { event: 'session.state'; state: SessionState };
