/**
 * One capture of the live inventory: every socket, every holder, every watcher that could be seen, in columns.
 * Whatever found them (tables of /proc, a BPF iterator, a handle table, a file) the result has this one type.
 * Rows are made of it when they are looked at (`rows.ts`).
 */

export const INVENTORY_FORMAT = 'handoff-inventory/1';

/** Who looked: the /proc tier, the BPF tier, or the Windows handle table. */
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

/** What this user's rights, or the method, kept from view. Counted, never silently missing. */
export interface Hidden {
  /** Processes whose descriptors could not be read, kernel threads not counted. */
  processes: number;
  /** Their open descriptors of all kinds, as far as the system tells the number. */
  descriptors: number;
  /** Sockets with an inode that no visible process holds. */
  sockets: number;
  /** Network namespaces without tables. */
  namespaces: number;
}

export interface CaptureHeader {
  format: typeof INVENTORY_FORMAT;
  /** The machine, so that captures of a fleet can lie in one table. */
  host: { name: string; system: string };
  /** Milliseconds since 1970: every holder shown did hold at some moment between them. */
  startedAt: number;
  endedAt: number;
  tier: Tier;
  /** One sentence: why this tier and no other. */
  why: string;
  user: { id: number; name: string };
  namespaces: readonly Namespace[];
  hidden: Hidden;
  /** Sentences: what this capture may have missed. */
  notes: readonly string[];
  /** Null for a full walk; otherwise how many processes were read again and how many taken over (schedstat rule). */
  rescan: { walked: number; takenOver: number } | null;
}

export interface LiveProcess {
  pid: number;
  /** Milliseconds since 1970, to 10 ms: pids are used again, start times are not. 0 where unknown. */
  startedAt: number;
  name: string;
  /** Null where it was not asked. */
  uid: number | null;
  parent: number;
  namespace: number;
  /** False: its descriptors could not be read. It is here when something else names it. */
  readable: boolean;
}

export interface WinsockOption {
  /** The option's name, or the call that leads to it: "SO_REUSEADDR", "FIONBIO", "shutdown SD_SEND". */
  name: string;
  value: string;
}

/** What Winsock writes of a socket into its AFD context: the view of the descriptor that wrote last (S25). */
export interface WinsockFacts {
  /** The WSAAsyncSelect registration (S35 to S38); null for none. WSAEventSelect is not told. */
  asyncSelect: {
    /** HWND as hexadecimal text, and the message that it gets. */
    window: string;
    message: number;
    mask: number;
    /** The mask by name; and those of it that were reported and wait for the call that re-enables them (S41). */
    events: readonly string[];
    disabled: readonly string[];
  } | null;
  /** The process that the window belongs to; null where there is none, or it is not known. */
  windowProcess: { pid: number; name: string } | null;
  options: readonly WinsockOption[];
}

/** A row is an underlying socket. All columns have `length` values. */
export interface SocketColumns {
  length: number;
  /** 0 where there is none: TIME_WAIT, and connections that nobody has accepted yet. */
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
  /** Bytes; for TCP listeners, connections waiting and the limit. */
  receiveQueue: Uint32Array;
  sendQueue: Uint32Array;
  uid: Uint32Array;
  localPort: Uint32Array;
  remotePort: Uint32Array;
  /** 32 bytes a row: local and remote, 16 each in network order; for IPv4 the first 4 of each. Vsock: the cid, little-endian. */
  address: Uint8Array;
  /** Interface index that it is bound to; 0 for any. */
  device: Uint32Array;
  /** Unix: the other end's inode; 0 for none. */
  peer: Float64Array;
  /** Unix paths and names, UTF-8 bytes within `text`; length 0 for none. */
  nameAt: Uint32Array;
  nameLength: Uint16Array;
  text: Uint8Array;
  /** Descriptors that lie in its receive queue (P23); -1 where not asked. */
  inFlight: Int32Array;
  /** Index into SURENESS and into ACCEPTORS. */
  sure: Uint8Array;
  acceptor: Uint8Array;
  /** Windows: the pid that the owner tables name, which is the creator; 0 for none. Null elsewhere. */
  creator: Uint32Array | null;
  /** Its process's name, "" where unknown. Null where creator is. */
  creatorName: readonly string[] | null;
  /** Windows: what Winsock keeps of each with the driver; null for none. Null elsewhere. */
  winsock: readonly (WinsockFacts | null)[] | null;
  /** Windows: HandleCount, exports not yet imported among them; 0 where not asked. Null elsewhere. */
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

/** An epoll instance that watches sockets, and every descriptor of it that could be seen. */
export interface Instance {
  holders: readonly { process: number; descriptor: number }[];
  /** Whether it is sure that these descriptors stand for one instance, and that none is missing. */
  sure: boolean;
}

/** Bits of WatcherColumns.flags. */
export const WATCHER = {
  /** No holder of the instance has the descriptor for this socket (P22). */
  stale: 1,
  /** A holder has the number, but for something else: it was used again (P13). */
  reused: 2,
  /** Somebody could not be asked: it may be alive. */
  unsure: 4,
} as const;

/** A row is a registration, in the order of sockets. */
export interface WatcherColumns {
  length: number;
  socket: Uint32Array;
  /** Index into instances. */
  instance: Uint32Array;
  /** The descriptor number it was registered under; it may stand for something else by now. */
  descriptor: Int32Array;
  mask: Uint32Array;
  /** epoll_data, which is the program's own. */
  data: BigUint64Array;
  flags: Uint8Array;
}

export interface Capture {
  header: CaptureHeader;
  processes: readonly LiveProcess[];
  sockets: SocketColumns;
  holders: HolderColumns;
  instances: readonly Instance[];
  watchers: WatcherColumns;
}
