/**
 * The whole conversation between the page and the main process, typed once. A request is one line here and
 * one handler; inputs are checked by their schema at the gate, whatever host carries them.
 */
import { z } from 'zod';
import type { Scenario } from './scenario/format.ts';
import type { ProviderId, Step, TraceHeader } from './trace/step.ts';
import type { Rules } from './domain/entities.ts';

const sessionId = z.string().regex(/^session-\d{1,9}$/);
const libraryId = z.string().regex(/^(winsock|linux)\/[a-z0-9-]{1,64}$/);
const providerId = z.enum(['model', 'winsock', 'linux']);
const nothing = z.strictObject({});
const bySession = z.strictObject({ session: sessionId });

/** Input schemas. `Outputs` below has a line for each. */
export const requestSchemas = {
  'app.info': nothing,
  'library.list': nothing,
  'providers.list': nothing,
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
  'session.kill': z.strictObject({ session: sessionId, process: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/) }),
  'session.close': bySession,
  'session.trace': bySession,
} as const;

export type RequestName = keyof typeof requestSchemas;
export type Input<K extends RequestName> = z.input<(typeof requestSchemas)[K]>;

export interface Outputs {
  'app.info': AppInfo;
  'library.list': readonly LibraryEntry[];
  'providers.list': readonly ProviderInfo[];
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
export type Output<K extends RequestName> = Outputs[K];

export interface AppInfo {
  name: string;
  version: string;
  host: 'electron' | 'web' | 'cli';
  /** "linux x64", "win32 x64" … */
  machine: string;
}

export interface LibraryEntry {
  /** "winsock/hand-a-connection-over" */
  id: string;
  title: string;
  rules: Rules;
  /** The question it answers; entries come grouped by it. */
  group: string;
  /** The first sentence of the story. */
  description: string;
  /** What it teaches: a paragraph. */
  story: string;
  /** Rule ids. */
  teaches: readonly string[];
  /** Where it bit people; null when none is told. */
  case: { readonly text: string; readonly url: string } | null;
  processes: readonly string[];
  steps: number;
}

export interface ProviderInfo {
  id: ProviderId;
  /** "Winsock on Wine 8.0, real calls" */
  label: string;
  /** Which rules' scenarios it can run; the model runs both. */
  rules: readonly Rules[];
  available: boolean;
  /** Why not, and what to install; null when available. */
  reason: string | null;
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

/** What main tells the page unasked. */
export type HostEvent =
  | { event: 'session.step'; session: string; step: Step; state: SessionState }
  | { event: 'session.state'; state: SessionState };

/** Every answer: a value, or a coded problem. Nothing of an exception crosses but its message. */
export type Answer<K extends RequestName> =
  | { ok: true; value: Output<K> }
  | { ok: false; code: ProblemCode; message: string };

export type ProblemCode =
  /** The user's input is at fault; the message says what, where, what to do. */
  | 'bad-input'
  /** The provider cannot run on this machine. */
  | 'unavailable'
  /** The sender, origin or id is not one of ours. */
  | 'refused'
  | 'internal';

/** What a host gives the page: one function a request, and a way to listen. */
export interface Transport {
  request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>>;
  onEvent(listener: (event: HostEvent) => void): () => void;
  /** Called with false when the host is gone and true when it is back; absent where it cannot go. */
  onConnection?(listener: (connected: boolean) => void): () => void;
}

export const REQUEST_NAMES = Object.keys(requestSchemas) as RequestName[];
