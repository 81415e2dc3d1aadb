/** The data of a picture: nodes with rows, and edges between them, with coordinates. */
import type { EntityId, ObjectId, ProcessId, SocketId, StepNumber } from '../domain/ids.ts';
import type { Tone } from '../domain/labels.ts';

/** A box in picture units (pixels at 100 %). Rows are placed relative to the node that holds them. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export type ChipKind = 'descriptor' | 'event' | 'transfer' | 'pending' | 'window' | 'port' | 'operation';

/** One row of a process (or, for SCM_RIGHTS, of its carrier): an entity of the process. */
export interface GraphChip extends Box {
  id: EntityId;
  kind: ChipKind;
  label: string;
  note: string;
  tone: Tone;
  /** Drawn with a dashed outline: not (yet) a descriptor, or no longer notified. */
  dashed: boolean;
  /** The system's number of a descriptor or event object; null if not read. */
  number: number | null;
  /** The shown step created or changed it. */
  changed: boolean;
}

export interface ProcessNode extends Box {
  kind: 'process';
  id: ProcessId;
  name: string;
  pid: number | null;
  /** 1 to 8 in order of appearance; 0 is for outside processes. */
  hue: number;
  /** "killed at step 9", or null while it runs. */
  ended: string | null;
  chips: readonly GraphChip[];
  changed: boolean;
}

/** An outside process, at the far end of connections. */
export interface PeerNode extends Box {
  kind: 'peer';
  id: ProcessId;
  name: string;
  ended: string | null;
  changed: boolean;
}

export interface RegistrationRow extends Box {
  id: EntityId;
  /** "FD_WRITE → writer 0xA4" */
  text: string;
  step: StepNumber;
  state: 'current' | 'cancelled';
  cancelledBy: StepNumber | null;
  /** Linux: its number no longer refers to this socket (P13). */
  stale: boolean;
  hue: number;
  changed: boolean;
}

/** The registrations of a socket: one slot on Winsock, a list on Linux. */
export interface RegistrationSlot {
  title: string;
  y: number;
  rows: readonly RegistrationRow[];
}

/** Parts of a socket that a step can change and a view highlights. */
export type SocketPart = 'appeared' | 'state' | 'address' | 'references' | 'unread' | 'blocking';

export interface SocketNode extends Box {
  kind: 'socket';
  id: SocketId;
  title: string;
  stateWords: string;
  tone: Tone;
  address: string;
  nonblocking: boolean;
  /** "SO_KEEPALIVE = 1": the option set by the step, or null. */
  option: string | null;
  /** References held by descriptors, and by transfers in flight. */
  held: number;
  inFlight: number;
  unread: number;
  /** The first unread bytes, in quotes; "" if there are none. */
  content: string;
  /** "SIGIO to reader" while O_ASYNC is set (P15); null otherwise. */
  signal: string | null;
  /** Connections in the backlog. */
  waiting: number;
  slot: RegistrationSlot | null;
  /** SCM_RIGHTS messages in this socket's queue. */
  carried: readonly GraphChip[];
  /** Rows reserved for them. */
  carriedRows: number;
  closedAt: StepNumber | null;
  sure: boolean;
  /** Its place in the column, from 0; another socket can take it long after the close. */
  place: number;
  changed: readonly SocketPart[];
}

export type GraphNode = ProcessNode | SocketNode | PeerNode;

export type EdgeKind = 'holds' | 'transfer' | 'blocked' | 'notifies' | 'cancelled' | 'connection';

export interface GraphEdge {
  id: string;
  kind: EdgeKind;
  /** The row or node at each end. */
  from: EntityId;
  to: ObjectId | EntityId;
  /** The nodes that hold those rows. */
  fromNode: string;
  toNode: string;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** `across` runs from column to column; `left` and `right` loop beside one column. */
  shape: 'across' | 'left' | 'right';
  hue: number;
  /** The meaning of the line as text. */
  label: string;
}

export interface GraphScene {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** Left edges and captions of the columns in use. */
  columns: readonly { title: string; x: number; w: number }[];
  /** Counts: open sockets and descriptors (without outside processes), transfers in flight, and closed sockets no longer drawn. */
  census: { sockets: number; descriptors: number; inFlight: number; replaced: number };
  width: number;
  height: number;
}
