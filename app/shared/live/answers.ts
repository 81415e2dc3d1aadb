/** Answers of the live requests: captures, rows, groups and details. A page knows captures and rows only by id. */
import type { CaptureHeader, ProcessLabel, Tier } from './capture.ts';
import type { LiveHazard, LivePart } from './hazard-kinds.ts';
import type { HolderRow, SocketRow, WatcherRow } from './rows.ts';

export const SORTS = ['port', 'address', 'process', 'state', 'kind', 'holders', 'watchers', 'stale', 'queue', 'inode'] as const;
export type SortBy = (typeof SORTS)[number];

export interface LiveCapture {
  /** "capture-3" */
  capture: string;
  /** The source: this machine, or a file name. */
  source: { kind: 'scan' } | { kind: 'file'; file: string; damage: string | null };
  header: CaptureHeader;
  counts: LiveCounts;
  /** Duration of the capture in milliseconds. */
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
  /** The error in the filter, one sentence with what to write instead; then nothing matches. */
  problem: string | null;
  /** The meaning of the filter: "port 8080 and shared"; "" for none. */
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
  /** The label of the node: "8080", "/run/x.sock", "inode 4711". */
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
    /** The origin of the descriptor, from start times and parents; null if unknown. */
    provenance: string | null;
    /** Whether a copy can be fetched from it here, or why not. */
    fetch: { possible: true } | { possible: false; why: string };
  })[];
  /** `sharing`: who can remove it and is woken, if several processes hold the instance. */
  watchers: readonly (WatcherRow & { sharing: readonly LivePart[] })[];
  hazards: readonly LiveHazard[];
  /** Why it is still open: one or two sentences. */
  why: readonly LivePart[];
  /** The peer of a unix socket or of a local connection; null if unknown. */
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
  /** The differences, one short sentence each: "state: syn-sent, then established"; "worker (812) let go of 7". */
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
  /** The planned action and its consequences: sentences to show before the user confirms. */
  sentences: readonly string[];
  /** Expiry of the confirmation, in milliseconds since 1970. */
  until: number;
}

export interface Fetched {
  /** "fetched-2" */
  fetched: string;
  /** The descriptor number in the inspector. */
  descriptor: number;
  from: ProcessLabel & { descriptor: number };
  /** The socket's SO_COOKIE. */
  cookie: string;
  local: string | null;
  remote: string | null;
  /** Options by name with their values from getsockopt. */
  options: readonly { name: string; value: string }[];
  /** F_GETOWN: who gets SIGIO (P15, P24). */
  owner: { kind: 'none' } | { kind: 'process' | 'group'; id: number; name: string | null };
  nonblocking: boolean;
  asynchronous: boolean;
}

export type { Tier };
