/**
 * The live part of the contract: requests about the machine's sockets. A page names captures, rows
 * and confirmations by ids issued by main, never by a pid or a descriptor number.
 */
import { z } from 'zod';
import type { SessionOpened } from './session.ts';
import { captureId, openingName, questionId, rowId } from './ids.ts';
import { request } from './request.ts';
import {
  type FetchQuestion, type Fetched, type LiveCapture, type LiveComparison, type LiveDetail, type LiveFile, type LiveGroups, type LiveRows,
  type LiveWatch, SORTS,
} from '../live/answers.ts';

const fetchedId = z.string().regex(/^fetched-\d{1,9}$/);
const filter = z.string().max(500);
const tier = z.enum(['auto', 'proc', 'bpf']);
const windowOf = { from: z.number().int().min(0).max(20_000_000), count: z.number().int().min(0).max(500) };

export const liveRequests = {
  /** Captures the machine now. Earlier captures stay until `live.drop`; only the last 8 are kept. */
  'live.scan': request({
    input: z.strictObject({ tier: tier.optional(), full: z.boolean().optional() }),
    grows: true, audited: ['capture'],
  }),
  /** The visible rows; `since` marks rows added or updated after an earlier capture. */
  'live.rows': request({
    input: z.strictObject({
      capture: captureId, filter, ...windowOf, since: captureId.optional(),
      sort: z.strictObject({ by: z.enum(SORTS), descending: z.boolean() }).optional(),
    }),
  }),
  /** Compact columns for the graph: at most `count` matching groups. */
  'live.groups': request({
    input: z.strictObject({ capture: captureId, filter, count: z.number().int().min(1).max(50_000), sharedOnly: z.boolean().optional() }),
  }),
  /** Details of one socket: holders, watchers, hazards, why it is open, command lines, CLOEXEC. */
  'live.detail': request({ input: z.strictObject({ capture: captureId, socket: rowId }) }),
  /** On: scans repeatedly and sends `live.changed` after each scan. */
  'live.watch': request({
    input: z.strictObject({ on: z.boolean(), everyMs: z.number().int().min(250).max(60_000).optional(), tier: tier.optional() }),
    grows: true, audited: [],
  }),
  'live.compare': request({ input: z.strictObject({ before: captureId, after: captureId, filter, ...windowOf }), grows: true }),
  /** The capture as a file: NDJSON of handoff-inventory/1; with a filter, only the matching sockets. */
  'live.save': request({
    input: z.strictObject({ capture: captureId, as: z.enum(['ndjson', 'ndjson.gz', 'csv']), filter: filter.optional() }),
  }),
  /** Text of a capture file, or its gzip bytes in base64: a frame holds 8 MB. */
  'live.open': request({
    input: z.union([
      z.strictObject({ text: z.string().max(8_000_000), file: z.string().max(260) }),
      z.strictObject({ gzip: z.string().max(8_000_000), file: z.string().max(260) }),
    ]),
    grows: true,
  }),
  'live.drop': request({ input: z.strictObject({ capture: captureId }) }),
  /** Describes what copying a descriptor into main would do, for the user to confirm. Performs nothing. */
  'live.fetch': request({ input: z.strictObject({ capture: captureId, holder: rowId }), audited: ['question'] }),
  /** Copies the confirmed descriptor; a confirmation can be used once. */
  'live.fetchConfirm': request({ input: z.strictObject({ question: questionId }), audited: ['fetched', 'descriptor', 'from'] }),
  'live.fetched': request({ input: z.strictObject({}) }),
  /**
   * Starts a session whose main holds the copy; its world includes the real processes that hold it too. The copy then belongs to
   * the session; `session.cancel` before that stops the opening and keeps the copy.
   */
  'live.session': request({ input: z.strictObject({ fetched: fetchedId, opening: openingName.optional() }), opens: true, grows: true }),
  /** Closes the inspector's copy. */
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
