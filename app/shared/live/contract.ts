/**
 * The live part of the contract: what a page may ask about the machine's sockets. A page names captures, rows
 * and questions by ids that main has issued: never a pid, and never a descriptor number.
 */
import { z } from 'zod';
import type { CaptureHeader, Tier } from './capture.ts';
import type { LiveHazard, LivePart } from './hazard.ts';
import type { SessionOpened } from '../contract/session.ts';
import { openingName } from '../contract/ids.ts';
import { request } from '../contract/request.ts';
import type { HolderRow, ProcessLabel, SocketRow, WatcherRow } from './rows.ts';

const captureId = z.string().regex(/^capture-\d{1,9}$/);
const questionId = z.string().regex(/^question-[0-9a-f]{32}$/);
const fetchedId = z.string().regex(/^fetched-\d{1,9}$/);
const rowId = z.number().int().min(0).max(20_000_000);
const filter = z.string().max(500);
const tier = z.enum(['auto', 'proc', 'bpf']);
const windowOf = { from: z.number().int().min(0).max(20_000_000), count: z.number().int().min(0).max(500) };

export const SORTS = ['port', 'address', 'process', 'state', 'kind', 'holders', 'watchers', 'stale', 'queue', 'inode'] as const;
export type SortBy = (typeof SORTS)[number];

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

export interface LiveCapture {
  /** "capture-3" */
  capture: string;
  /** Where it came from: this machine, or a file's name. */
  source: { kind: 'scan' } | { kind: 'file'; file: string; damage: string | null };
  header: CaptureHeader;
  counts: LiveCounts;
  /** Milliseconds that taking it took. */
  took: number;
}

export interface LiveCounts {
  sockets: number;
  holders: number;
  /** Sockets with more than one descriptor. */
  shared: number;
  watchers: number;
  stale: number;
  listeners: number;
  noAcceptor: number;
  inFlight: number;
  processes: number;
}

export type Change = 'added' | 'updated';

export interface LiveRows {
  /** Rows that match, of which `rows` are from `from` on. */
  total: number;
  rows: readonly (SocketRow & { change: Change | null; hazards: readonly LiveHazard['id'][] })[];
  /** Keys of sockets of `since` that match and are gone; at most 200, `removed` counts them all. */
  removedRows: readonly SocketRow[];
  removed: number;
  /** What is wrong with the filter: one sentence with what to write instead; then nothing matches. */
  problem: string | null;
  /** How the filter was understood: "port 8080 and shared"; "" for none. */
  meaning: string;
}

/**
 * Parallel arrays of numbers. Processes and sockets are nodes; an edge joins the process at place
 * `holderProcess[i]` of `processes` with the socket at place `holderSocket[i]` of `socket`, `holderCount[i]`
 * descriptors wide. Watching edges likewise.
 */
export interface LiveGroups {
  processes: readonly (ProcessLabel & { id: number })[];
  /** Row ids in the capture. */
  socket: number[];
  /** Stable across captures, for keeping places. */
  key: string[];
  /** What to write on the node: "8080", "/run/x.sock", "inode 4711". */
  label: string[];
  /** Indexes into KINDS and STATES of kinds.ts. */
  kind: number[];
  state: number[];
  holders: number[];
  /** Bits: 1 stale watcher, 2 no acceptor, 4 in flight, 8 hidden holder. */
  marks: number[];
  holderProcess: number[];
  holderSocket: number[];
  holderCount: number[];
  watchProcess: number[];
  watchSocket: number[];
  /** 1 where all registrations of the edge are stale. */
  watchStale: number[];
  /** Groups that match, shown or not. */
  total: number;
  problem: string | null;
}

export interface LiveDetail {
  row: SocketRow;
  holders: readonly (HolderRow & {
    /** The command line, arguments quoted for a shell; null where it cannot be read. */
    command: string | null;
    /** How the descriptor came here, as far as the start times and parents tell; null for no idea. */
    provenance: string | null;
    /** Whether a copy can be fetched from it here, or why not. */
    fetch: { possible: true } | { possible: false; why: string };
  })[];
  watchers: readonly WatcherRow[];
  hazards: readonly LiveHazard[];
  /** Why it is still open: one or two sentences. */
  why: readonly LivePart[];
  /** The other end of a unix socket or of a connection inside this machine; null where none is known. */
  peer: SocketRow | null;
}

export interface LiveWatch {
  on: boolean;
  everyMs: number;
}

/** The event of a watch: a new capture, and how it differs from the one before. */
export interface LiveChanged {
  event: 'live.changed';
  capture: LiveCapture;
  /** The capture before it, which stays until it is dropped or eight newer ones have come. */
  before: string | null;
  added: number;
  updated: number;
  removed: number;
}

export interface LiveComparison {
  total: number;
  added: number;
  updated: number;
  removed: number;
  changes: readonly LiveChange[];
  problem: string | null;
}

/** One socket that differs. Both rows for an updated one. */
export interface LiveChange {
  change: 'added' | 'updated' | 'removed';
  key: string;
  before: SocketRow | null;
  after: SocketRow | null;
  /** What differs, one short sentence each: "state: syn-sent, then established"; "worker (812) let go of 7". */
  what: readonly string[];
}

export interface LiveFile {
  name: string;
  mime: string;
  /** base64 for compressed ones. */
  encoding: 'text' | 'base64';
  content: string;
}

export interface FetchQuestion {
  question: string;
  holder: HolderRow;
  row: SocketRow;
  /** What would be done, and what that means: sentences to be shown before the user agrees. */
  sentences: readonly string[];
  /** Milliseconds since 1970 after which it is too late to agree. */
  until: number;
}

export interface Fetched {
  /** "fetched-2" */
  fetched: string;
  /** Our own descriptor number. */
  descriptor: number;
  from: ProcessLabel & { descriptor: number };
  /** The socket's SO_COOKIE. */
  cookie: string;
  local: string | null;
  remote: string | null;
  /** Options by name with their values, as getsockopt told them. */
  options: readonly { name: string; value: string }[];
  /** F_GETOWN: who gets SIGIO (P15, P24). */
  owner: { kind: 'nobody' } | { kind: 'process' | 'group'; id: number; name: string | null };
  nonblocking: boolean;
  asynchronous: boolean;
}

export type { Tier };
