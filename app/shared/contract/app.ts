/** What the program is, which scenarios come with it, and which providers can run here. */
import type { DeepLink } from './deep-link.ts';
import type { Rules } from '../domain/entities.ts';
import type { ProviderId } from '../trace/step.ts';
import { nothing } from './ids.ts';
import { request } from './request.ts';

export const appRequests = {
  'app.info': request({ input: nothing }),
  'library.list': request({ input: nothing }),
  'providers.list': request({ input: nothing }),
  /** The end of the audit log: which native calls were made on the page's behalf. */
  'app.audit': request({ input: nothing }),
  /** What was opened from outside and waits (a file by its association, a link); asked at the start and after `app.opened`. */
  'app.opened': request({ input: nothing }),
} as const;

export interface AppOutputs {
  'app.info': AppInfo;
  'library.list': readonly LibraryEntry[];
  'providers.list': readonly ProviderInfo[];
  'app.audit': AuditTail;
  'app.opened': Opened | null;
}

/** The page reads it as it reads a dropped file. */
export type Opened =
  | { kind: 'file'; name: string; text: string }
  | { kind: 'gzip'; name: string; base64: string }
  | { kind: 'link'; link: DeepLink }
  | { kind: 'problem'; message: string };

export type AppEvent =
  /** Something waits for `app.opened`. */
  | { event: 'app.opened' }
  /** The host has something to say that nobody asked for: the memory is low, the disk is full. */
  | { event: 'app.notice'; text: string };

export interface AuditTail {
  /** Where it is, for people to open; null in a host that keeps none. */
  file: string | null;
  /** NDJSON: its last lines, 256 kB at most. */
  text: string;
  /** Why it cannot be written, or null. */
  problem: string | null;
}

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
