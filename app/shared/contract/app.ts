/** Program version, bundled scenarios, and providers available on this machine. */
import type { DeepLink } from './deep-link.ts';
import type { Rules } from '../domain/entities.ts';
import type { ProviderId } from '../trace/step.ts';
import { nothing } from './ids.ts';
import { request } from './request.ts';

export const appRequests = {
  'app.info': request({ input: nothing }),
  'library.list': request({ input: nothing }),
  'providers.list': request({ input: nothing }),
  /** The last entries of the audit log, with the native calls made for the page. */
  'app.audit': request({ input: nothing }),
  /** Files and links opened from outside that wait for the page, which asks at start and after `app.opened`. */
  'app.opened': request({ input: nothing }),
} as const;

export interface AppOutputs {
  'app.info': AppInfo;
  'library.list': readonly LibraryEntry[];
  'providers.list': readonly ProviderInfo[];
  'app.audit': AuditTail;
  'app.opened': Opened | null;
}

/** Read by the page like a dropped file. */
export type Opened =
  | { kind: 'file'; name: string; text: string }
  | { kind: 'gzip'; name: string; base64: string }
  | { kind: 'link'; link: DeepLink }
  | { kind: 'problem'; message: string };

export type AppEvent =
  /** Something waits for `app.opened`. */
  | { event: 'app.opened' }
  /** A notice from the host that the page did not request: memory is low, or the disk is full. */
  | { event: 'app.notice'; text: string }
  /** A file that the page saved was written, or the user cancelled. `blob`: the last part of its address. */
  | { event: 'app.saved'; blob: string; saved: boolean };

export interface AuditTail {
  /** Path of the log, for users; null in a host without one. */
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
  /** A paragraph: what the scenario teaches. */
  story: string;
  /** Rule ids. */
  teaches: readonly string[];
  /** A real incident; null if none is known. */
  case: { readonly text: string; readonly url: string } | null;
  processes: readonly string[];
  steps: number;
  /** What its steps contain, for a search: calls, constants, errors with their numbers, notes. */
  words: readonly string[];
}

export interface ProviderInfo {
  id: ProviderId;
  /** "Winsock on Wine 8.0, real calls" */
  label: string;
  /** The rules whose scenarios it can run; the model runs both. */
  rules: readonly Rules[];
  available: boolean;
  /** Why not, and what to install; null when available. */
  reason: string | null;
  /** It can run here after a set-up that this program can start (`setup.plan`). */
  setUp?: true;
}
