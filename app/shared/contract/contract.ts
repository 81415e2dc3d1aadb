/**
 * Every message between the page and the main process, typed once, with one file per topic in `contract/`. A
 * request is one line in its topic (input and facts) and one handler; its schema checks the input on arrival, whatever host
 * carries them.
 */
import type { z } from 'zod';
import { type AppEvent, type AppOutputs, appRequests } from './app.ts';
import { type ExportOutputs, exportRequests } from './export.ts';
import { type LiveOutputs, liveRequests } from './live.ts';
import type { LiveChanged } from '../live/answers.ts';
import { type SetUpEvent, type SetUpOutputs, setUpRequests } from './set-up.ts';
import { type SessionEvent, type SessionOutputs, sessionRequests } from './session.ts';
import { type OwnOutputs, ownRequests } from './own.ts';
import { type RecordingEvent, type RecordingOutputs, recordingRequests } from './recording.ts';
import { type WorkOutputs, workRequests } from './work.ts';
import type { NamesWith, RequestFacts } from './request.ts';

export type { AppInfo, AuditTail, LibraryEntry, Opened, ProviderInfo } from './app.ts';
export type { ReplayState, SessionOpened, SessionState } from './session.ts';

/** Every request, with the schema of its input and its facts. `Outputs` has one line per request. */
export const requests = {
  ...appRequests,
  ...sessionRequests,
  ...exportRequests,
  ...workRequests,
  ...ownRequests,
  ...liveRequests,
  ...recordingRequests,
  ...setUpRequests,
} as const;

export type RequestName = keyof typeof requests;
export type Input<K extends RequestName> = z.input<(typeof requests)[K]['input']>;

export function inputSchema<K extends RequestName>(name: K): (typeof requests)[K]['input'] {
  return requests[name].input;
}

/** Facts about a request that hosts and services need before or after it is answered. */
export function requestFacts(name: RequestName): RequestFacts {
  return requests[name];
}

/** Requests that open a session for the page and can be cancelled meanwhile. */
export type OpeningRequest = Cancellable<NamesWith<typeof requests, 'opens'>>;
type Cancellable<Names extends RequestName> = { [K in Names]: 'opening' extends keyof Input<K> ? K : never }[Names];

export interface Outputs extends
  AppOutputs,
  SessionOutputs,
  ExportOutputs,
  WorkOutputs,
  OwnOutputs,
  LiveOutputs,
  RecordingOutputs,
  SetUpOutputs {}
export type Output<K extends RequestName> = Outputs[K];

/** Events from main to the page. */
export type HostEvent =
  | SessionEvent
  | AppEvent
  | LiveChanged
  | RecordingEvent
  | SetUpEvent;

/** Every answer: a value, or a coded problem. Of an exception only the message is sent. */
export type Answer<K extends RequestName> =
  | { ok: true; value: Output<K> }
  | { ok: false; code: ProblemCode; message: string };

export type ProblemCode =
  /** The user's input is invalid; the message says where, what is wrong and what to do. */
  | 'bad-input'
  /** The provider cannot run on this machine. */
  | 'unavailable'
  /** The sender, origin or id is unknown. */
  | 'refused'
  /** The user cancelled it, and nothing of it is left. */
  | 'cancelled'
  | 'internal';

/** What a host provides to the page: one function per request, and a way to listen for events. */
export interface Transport {
  request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>>;
  onEvent(listener: (event: HostEvent) => void): () => void;
  /** Called when the connection to the host is lost or restored; absent if it cannot be lost. */
  onConnection?(listener: (connection: Connection) => void): () => void;
  /** Whether the host reports the end of each save (`app.saved`); a browser does not. */
  readonly reportsSaves?: boolean;
  /** Takes the host back from the page that took over; absent if there is only one page. */
  takeBack?(): void;
}

export interface Connection {
  connected: boolean;
  /** The host restarted: all earlier sessions have ended. */
  restarted: boolean;
  /** The host is gone; this page resumes when it is started on the same port. */
  resumes: boolean;
  /** Another page was connected, and this one has replaced it. */
  tookOver: boolean;
}

export const REQUEST_NAMES = Object.keys(requests) as RequestName[];
