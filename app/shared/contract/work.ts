/** State that outlives a window: recent files, and unsaved work. */
import { z } from 'zod';
import { SCENARIO } from '../base/limits.ts';
import type { ProviderId } from '../trace/step.ts';
import { nothing, providerId, sessionId } from './ids.ts';
import { request } from './request.ts';

/** Ids are issued by the host; a page cannot name a file. */
const workId = z.string().regex(/^[0-9a-f]{16}$/);
const byWork = z.strictObject({ id: workId });
/** Characters of base64: about 3 MB of compressed trace. */
export const KEPT_TRACE = 4_000_000;

export const workRequests = {
  'work.list': request({ input: nothing }),
  /** The content of a recent entry. */
  'work.recent': request({ input: byWork }),
  'work.forgetRecent': request({ input: nothing }),
  /** A trace file opened by the page, to keep among the recent ones: gzip as base64. */
  'work.keepTrace': request({
    input: z.strictObject({ title: z.string().min(1).max(260), provider: providerId, gzip: z.base64().max(KEPT_TRACE) }),
  }),
  /** The scenario as edited so far, or null if there are no edits. */
  'work.keepEdited': request({ input: z.strictObject({ session: sessionId, text: z.string().max(SCENARIO.characters).nullable() }) }),
  /** Unsaved work, kept until it is discarded. */
  'work.restore': request({ input: byWork }),
  'work.discard': request({ input: byWork }),
} as const;

export interface WorkOutputs {
  'work.list': { recent: readonly RecentEntry[]; unsaved: readonly UnsavedEntry[] };
  'work.recent': RecentContent;
  'work.forgetRecent': null;
  'work.keepTrace': null;
  'work.keepEdited': null;
  'work.restore': RestoredWork;
  'work.discard': null;
}

export interface RecentEntry {
  id: string;
  title: string;
  kind: 'library' | 'scenario' | 'trace';
  provider: ProviderId;
  /** Time it was last opened, ISO 8601. */
  at: string;
}

export type RecentContent =
  | { kind: 'library'; provider: ProviderId; library: string }
  | { kind: 'scenario'; provider: ProviderId; text: string; file: string }
  | { kind: 'trace'; file: string; gzip: string };

export interface UnsavedEntry {
  id: string;
  title: string;
  provider: ProviderId;
  steps: number;
  /** There are edits of the scenario that were not applied. */
  edited: boolean;
  at: string;
}

export interface RestoredWork {
  /** The trace as NDJSON up to the last written step. */
  trace: string;
  /** The edited scenario, or null. */
  edited: string | null;
}
