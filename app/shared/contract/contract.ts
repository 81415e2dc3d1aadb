/**
 * The whole conversation between the page and the main process, typed once, a file a topic in `contract/`. A
 * request is one line in its topic (input and facts) and one handler; inputs are checked by their schema at the gate, whatever host
 * carries them.
 */
import type { z } from 'zod';
import { type AppEvent, type AppOutputs, appRequests } from './app.ts';
import { type ExportOutputs, exportRequests } from './export.ts';
import { type LiveOutputs, liveRequests } from './live.ts';
import type { LiveChanged } from '../live/answers.ts';
import { type SessionEvent, type SessionOutputs, sessionRequests } from './session.ts';
import { type OwnOutputs, ownRequests } from './own.ts';
import { type WorkOutputs, workRequests } from './work.ts';
import type { NamesWith, RequestFacts } from './request.ts';

export type { AppInfo, AuditTail, LibraryEntry, Opened, ProviderInfo } from './app.ts';
export type { ReplayState, SessionOpened, SessionState } from './session.ts';

/** Every request, with its input's schema and its facts. `Outputs` has a line for each. */
export const requests = {
  ...appRequests,
  ...sessionRequests,
  ...exportRequests,
  ...workRequests,
  ...ownRequests,
  ...liveRequests,
} as const;

export type RequestName = keyof typeof requests;
export type Input<K extends RequestName> = z.input<(typeof requests)[K]['input']>;

/** The schema that an input must fit. */
export function inputSchema<K extends RequestName>(name: K): (typeof requests)[K]['input'] {
  return requests[name].input;
}

/** What hosts and services must know of a request before or after it is answered. */
export function requestFacts(name: RequestName): RequestFacts {
  return requests[name];
}

/** Requests that open a session of the page's, and can be cancelled while they do. */
export type OpeningRequest = Cancellable<NamesWith<typeof requests, 'opens'>>;
type Cancellable<Names extends RequestName> = { [K in Names]: 'opening' extends keyof Input<K> ? K : never }[Names];

export interface Outputs extends
  AppOutputs,
  SessionOutputs,
  ExportOutputs,
  WorkOutputs,
  OwnOutputs,
  LiveOutputs {}
export type Output<K extends RequestName> = Outputs[K];

/** What main tells the page unasked. */
export type HostEvent =
  | SessionEvent
  | AppEvent
  | LiveChanged;

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
  /** The user did not want it any more: nothing of it is left. */
  | 'cancelled'
  | 'internal';

/** What a host gives the page: one function a request, and a way to listen. */
export interface Transport {
  request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>>;
  onEvent(listener: (event: HostEvent) => void): () => void;
  /** Called when the host is gone and when it is back; absent where it cannot go. */
  onConnection?(listener: (connection: Connection) => void): () => void;
  /** Takes the host back from the page that took over; absent where there is one page. */
  takeBack?(): void;
}

export interface Connection {
  connected: boolean;
  /** It is back, and is another run of the program: what sessions there were have ended. */
  restarted: boolean;
  /** It is gone, and this page resumes by itself when it is started on the same port. */
  resumes: boolean;
  /** Another page was connected, and has lost its place to this one. */
  tookOver: boolean;
}

export const REQUEST_NAMES = Object.keys(requests) as RequestName[];
