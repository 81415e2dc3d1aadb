/**
 * One capture of the live inventory: every visible socket, holder and watcher, in columns.
 * All sources (tables of /proc, a BPF iterator, a handle table, a file) produce this type.
 * Rows are created on demand (`rows.ts`).
 */

export const INVENTORY_FORMAT = 'handoff-inventory/1';

/** The source: the /proc tier, the BPF tier, or the Windows handle table. */
export type Tier = 'proc' | 'bpf' | 'handles';

export interface Namespace {
  /** Inode of the network namespace: "4026531840". Of one that a process hides: that of its /proc/PID/net/tcp. On Windows "". */
  id: string;
  /** "own", the name that ip-netns gives it, else a process in it, "of nginx (812)"; the id where there is none. */
  name: string;
  own: boolean;
  /** Where its sockets' addresses and states come from; `none` says that only holders could be listed. */
  tables: 'sock_diag' | 'proc-net' | 'bpf' | 'owner-tables' | 'none';
}

/** Counts of what this user's permissions, or the method, hide. */
export interface Hidden {
  /** Processes whose descriptors could not be read, kernel threads not counted. */
  processes: number;
  /** Their open descriptors of all kinds, as far as the system tells the number. */
  descriptors: number;
  /** Sockets with an inode but without a visible holder. */
  sockets: number;
  /** Network namespaces without tables. */
  namespaces: number;
  /** /proc does not show the processes of other users (hidepid), so they are not counted. */
  unlisted?: true | undefined;
}

/** Whether processes can exist whose descriptors this capture lacks. */
export const isPartial = ({ hidden }: Pick<CaptureHeader, 'hidden'>): boolean => hidden.processes > 0 || hidden.unlisted === true;

export interface CaptureHeader {
  format: typeof INVENTORY_FORMAT;
  /** The machine, so that captures of several machines can share a table. */
  host: { name: string; system: string };
  /** Milliseconds since 1970: every holder shown held the socket at some moment between them. */
  startedAt: number;
  endedAt: number;
  tier: Tier;
  /** One sentence: why this tier was used. */
  why: string;
  user: { id: number; name: string };
  namespaces: readonly Namespace[];
  hidden: Hidden;
  /** Sentences: what this capture can have missed. */
  notes: readonly string[];
  /** Null for a full walk; otherwise how many processes were read again and how many taken over (schedstat rule). */
  rescan: { walked: number; takenOver: number } | null;
}

/** A process next to a descriptor; the start time distinguishes reused pids. */
export interface ProcessLabel {
  pid: number;
  /** Set for a thread with its own descriptor table. */
  thread?: number;
  name: string;
  /** Milliseconds since 1970; 0 where unknown. */
  startedAt: number;
}

export interface LiveProcess {
  pid: number;
  /** The thread's id, if this is a thread with its own descriptor table (unshare CLONE_FILES). */
  thread?: number;
  /** Milliseconds since 1970, rounded to 10 ms: pids are reused, start times are not. 0 if unknown. */
  startedAt: number;
  name: string;
  /** Null if not queried. */
  uid: number | null;
  parent: number;
  /** Process group and session; absent if unknown. */
  group?: number;
  session?: number;
  namespace: number;
  /** False: its descriptors could not be read; it is listed because another entry names it. */
  readable: boolean;
}

export interface WinsockOption {
  /** The option's name, or the call that leads to it: "SO_REUSEADDR", "FIONBIO", "shutdown SD_SEND". */
  name: string;
  value: string;
}

/** What Winsock stores in the AFD context of a socket: the state of the descriptor that wrote last (S25). */
export interface WinsockFacts {
  /** The WSAAsyncSelect registration (S35 to S38); null for none. WSAEventSelect is not reported. */
  asyncSelect: {
    /** HWND as hexadecimal text, and its message number. */
    window: string;
    message: number;
    mask: number;
    /** The mask by name, and its reported events that wait for a re-enabling call (S41). */
    events: readonly string[];
    disabled: readonly string[];
  } | null;
  /** The process of the window; null if none or unknown. */
  windowProcess: { pid: number; name: string } | null;
  options: readonly WinsockOption[];
}

/** A row is an underlying socket. All columns have `length` values. */
export interface SocketColumns {
  length: number;
  /** 0 for none: TIME_WAIT, and connections that were not accepted yet. */
  inode: Float64Array;
  cookie: BigUint64Array;
  /** Indexes into KINDS and STATES. */
  kind: Uint8Array;
  state: Uint8Array;
  /** SOCK_ and AF_ numbers; 0 where unknown. */
  type: Uint8Array;
  family: Uint8Array;
  /** IPPROTO_ for raw, NETLINK_ for netlink, the ethertype for packet sockets. */
  protocol: Uint16Array;
  /** Index into header.namespaces. */
  namespace: Uint16Array;
  /** Bytes; for TCP listeners, the backlog and its limit. */
  receiveQueue: Uint32Array;
  sendQueue: Uint32Array;
  uid: Uint32Array;
  localPort: Uint32Array;
  remotePort: Uint32Array;
  /** 32 bytes per row: local and remote, 16 each in network order; for IPv4 the first 4 of each. Vsock: the cid, little-endian. */
  address: Uint8Array;
  /** IPV6_V6ONLY of a socket that waits at a port; a value of ONLY_SIX. */
  onlySix: Uint8Array;
  /** Interface index that it is bound to; 0 for any. */
  device: Uint32Array;
  /** Unix: inode of the peer; 0 for none. */
  peer: Float64Array;
  /** Unix paths and names, UTF-8 bytes within `text`; length 0 for none. */
  nameAt: Uint32Array;
  nameLength: Uint16Array;
  text: Uint8Array;
  /** Descriptors in its receive queue (P23); -1 if not queried. */
  inFlight: Int32Array;
  /** Index into SURENESS and into ACCEPTORS. */
  sure: Uint8Array;
  acceptor: Uint8Array;
  /** Windows: the pid that the owner tables name, which is the creator; 0 for none. Null elsewhere. */
  creator: Uint32Array | null;
  /** Its process's name, "" where unknown. Null where creator is. */
  creatorName: readonly string[] | null;
  /** Windows: Winsock's context in the driver; null for none. Null elsewhere. */
  winsock: readonly (WinsockFacts | null)[] | null;
  /** Windows: HandleCount, including exports not yet imported; 0 if not queried. Null elsewhere. */
  references: Uint32Array | null;
  /** Holders of socket s are rows holderStart[s] to holderStart[s + 1] of the holders; length + 1 values. Watchers alike. */
  holderStart: Uint32Array;
  watcherStart: Uint32Array;
}

/** A row is a descriptor, in the order of sockets. */
export interface HolderColumns {
  length: number;
  socket: Uint32Array;
  /** Index into processes. */
  process: Uint32Array;
  descriptor: Uint32Array;
  /** 0 not asked, 1 FD_CLOEXEC is set, 2 it is not. On Windows: 1 not inheritable, 2 inheritable. */
  closeOnExec: Uint8Array;
}

/** An epoll instance that watches sockets, and its visible descriptors. */
export interface Instance {
  holders: readonly { process: number; descriptor: number }[];
  /** Whether these descriptors certainly refer to one instance and none is missing. */
  sure: boolean;
}

/** Bits of WatcherColumns.flags. */
export const WATCHER = {
  /** No holder of the instance has the descriptor for this socket (P22). */
  stale: 1,
  /** A holder has the number for another object: it was reused (P13). */
  reused: 2,
  /** A process could not be checked: the item can be current. */
  unsure: 4,
} as const;

/** A row is a registration, in the order of sockets. */
export interface WatcherColumns {
  length: number;
  socket: Uint32Array;
  /** Index into instances. */
  instance: Uint32Array;
  /** The descriptor number used to register; it can refer to another object now. */
  descriptor: Int32Array;
  mask: Uint32Array;
  /** epoll_data, which is the program's own. */
  data: BigUint64Array;
  flags: Uint8Array;
}

/** The number under which /proc and kcmp know the table of a process or thread. */
export const tableOf = ({ pid, thread }: Pick<LiveProcess, 'pid' | 'thread'>): number => thread ?? pid;

/** A reference to a socket that is no descriptor. */
export type Kept = {
  socket: number;
  /** False: it is possible that this keeps the socket open. */
  certain: boolean;
} & (
  /** A file registered with an io_uring; the process holds the ring as that descriptor. */
  | { by: 'ring'; process: number; descriptor: number; slot: number }
  /** A transfer in the receive queue of another socket, by its row. */
  | { by: 'queue'; carrier: number }
  /** A call that is blocked on a number that is closed. */
  | { by: 'call'; process: ProcessLabel; call: string; descriptor: number }
  /** The kernel: "vxlan interface vx0". */
  | { by: 'kernel'; what: string }
  /** A process outside this PID namespace. */
  | { by: 'outside' }
);

/** `elsewhere`: only in the mount namespace of a holder. */
export type PathState = 'reachable' | 'removed' | 'replaced' | 'elsewhere';

export interface Capture {
  header: CaptureHeader;
  processes: readonly LiveProcess[];
  sockets: SocketColumns;
  holders: HolderColumns;
  instances: readonly Instance[];
  watchers: WatcherColumns;
  /** Rings are part of every capture, the others are added for sockets that were asked about. */
  kept: Kept[];
  /** Sockets for which everything was looked for that can keep one open. */
  looked: Set<number>;
  /** Sockets that no holder watches, waits on or reads: those with unread data, and those asked about. */
  idle: Set<number>;
  /** Sockets that an event loop watches through a descriptor in blocking mode, of those asked about. */
  blocking: Set<number>;
  /** Processes with a thread that waits in an epoll instance, by instance: of those that watch sockets asked about. */
  waiters: Map<number, readonly number[]>;
  /** Whether the path of a unix socket leads to it, of those asked about. */
  paths: Map<number, PathState>;
}
