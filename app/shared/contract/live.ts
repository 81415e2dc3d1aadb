/**
 * The live part of the contract: what a page may ask about the machine's sockets. A page names captures, rows
 * and questions by ids that main has issued: never a pid, and never a descriptor number.
 */
import { z } from 'zod';
import type { SessionOpened } from './session.ts';
import { openingName } from './ids.ts';
import { request } from './request.ts';
import { type FetchQuestion, type Fetched, type LiveCapture, type LiveComparison, type LiveDetail, type LiveFile, type LiveGroups, type LiveRows, type LiveWatch, SORTS } from '../live/answers.ts';

const captureId = z.string().regex(/^capture-\d{1,9}$/);
const questionId = z.string().regex(/^question-[0-9a-f]{32}$/);
const fetchedId = z.string().regex(/^fetched-\d{1,9}$/);
const rowId = z.number().int().min(0).max(20_000_000);
const filter = z.string().max(500);
const tier = z.enum(['auto', 'proc', 'bpf']);
const windowOf = { from: z.number().int().min(0).max(20_000_000), count: z.number().int().min(0).max(500) };

export const liveRequests = {
  /** Looks at the machine now. Earlier captures stay until `live.drop`; only the last 8 are kept. */
  'live.scan': request({
    input: z.strictObject({ tier: tier.optional(), full: z.boolean().optional() }),
    grows: true, audited: ['capture'],
  }),
  /** Rows that are visible; `since` marks what was added or updated after an earlier capture. */
  'live.rows': request({
    input: z.strictObject({
      capture: captureId, filter, ...windowOf, since: captureId.optional(),
      sort: z.strictObject({ by: z.enum(SORTS), descending: z.boolean() }).optional(),
    }),
  }),
  /** Compact columns for the graph: the groups that match, at most `count` of them. */
  'live.groups': request({
    input: z.strictObject({ capture: captureId, filter, count: z.number().int().min(1).max(50_000), sharedOnly: z.boolean().optional() }),
  }),
  /** Everything of one socket: holders, watchers, hazards, the why, command lines, CLOEXEC. */
  'live.detail': request({ input: z.strictObject({ capture: captureId, socket: rowId }) }),
  /** On: scans again and again, and tells of each by `live.changed`. */
  'live.watch': request({
    input: z.strictObject({ on: z.boolean(), everyMs: z.number().int().min(250).max(60_000).optional(), tier: tier.optional() }),
    grows: true, audited: [],
  }),
  'live.compare': request({ input: z.strictObject({ before: captureId, after: captureId, filter, ...windowOf }), grows: true }),
  /** The capture as a file, to be kept: NDJSON of handoff-inventory/1; or, with a filter, the sockets that match. */
  'live.save': request({
    input: z.strictObject({ capture: captureId, as: z.enum(['ndjson', 'ndjson.gz', 'csv']), filter: filter.optional() }),
  }),
  /** A capture file's text, or its gzip bytes in base64: a frame carries 8 MB. */
  'live.open': request({
    input: z.union([
      z.strictObject({ text: z.string().max(8_000_000), file: z.string().max(260) }),
      z.strictObject({ gzip: z.string().max(8_000_000), file: z.string().max(260) }),
    ]),
    grows: true,
  }),
  'live.drop': request({ input: z.strictObject({ capture: captureId }) }),
  /** Asks about fetching a copy of a descriptor into main. Performs nothing; the answer is to be shown. */
  'live.fetch': request({ input: z.strictObject({ capture: captureId, holder: rowId }), audited: ['question'] }),
  /** Fetches what was asked about; a question is good once. */
  'live.fetchConfirm': request({ input: z.strictObject({ question: questionId }), audited: ['fetched', 'descriptor', 'from'] }),
  'live.fetched': request({ input: z.strictObject({}) }),
  /**
   * Begins a session whose main holds our copy; the real processes that hold it too are in its world. The copy is the session's
   * then; `session.cancel` ends the opening before, and leaves the copy as it is.
   */
  'live.session': request({ input: z.strictObject({ fetched: fetchedId, opening: openingName.optional() }), opens: true, grows: true }),
  /** Closes our copy. */
  'live.release': request({ input: z.strictObject({ fetched: fetchedId }), audited: [] }),
} as const;

export interface LiveOutputs {
  'live.scan': LiveCapture;
  'live.rows': LiveRows;
  'live.groups': LiveGroups;
  'live.detail': LiveDetail;
  'live.watch': LiveWatch;
  'live.compare': LiveComparison;
  'live.save': LiveFile;
  'live.open': LiveCapture;
  'live.drop': null;
  'live.fetch': FetchQuestion;
  'live.fetchConfirm': Fetched;
  'live.fetched': readonly Fetched[];
  'live.session': SessionOpened;
  'live.release': null;
}
