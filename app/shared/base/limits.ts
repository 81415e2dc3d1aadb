/** Every limit on what one page, user or host can use, each with its reason. */

const KB = 1024;
const MB = 1024 * KB;

/** Limits of the web host. Times are in milliseconds. */
export interface WebLimits {
  connections: number;
  headerBytes: number;
  headersMs: number;
  requestMs: number;
  keepAliveMs: number;
  unproved: number;
  unprovedBytes: number;
  proveMs: number;
  pingMs: number;
  frameBytes: number;
  outstanding: number;
  unreadBytes: number;
  keysPerSeat: number;
  displacedMs: number;
}

export const WEB_LIMITS: Readonly<WebLimits> = {
  /** TCP connections at a time. A browser opens up to 7 to one origin; 32 users need 224. */
  connections: 512,
  /** All headers of a request. A browser sends less than 2 kB to this host, which sets no cookie. */
  headerBytes: 8 * KB,
  /** Time from the connection until the headers of a request are complete. */
  headersMs: 10_000,
  /** Time for a complete request, and for a client to continue reading a response; no request has a body. */
  requestMs: 20_000,
  /** Time that a connection without a request stays open. */
  keepAliveMs: 5_000,
  /** WebSockets that have not proved a key yet: 32 users who reconnect after a restart, and the same number again. */
  unproved: 64,
  /** Bytes per frame of such a WebSocket. Both frames that a page sends are shorter than 400 bytes. */
  unprovedBytes: 8 * KB,
  /** Time for a page to prove its key. Two round trips take milliseconds locally and a second through a slow tunnel. */
  proveMs: 10_000,
  /** Interval between pings of a page. A page that has not answered by the next ping is gone; a laptop can sleep in between. */
  pingMs: 10 * 60_000,
  /** Bytes of one frame from a page. The largest is a trace file dropped on the page. */
  frameBytes: 8 * MB,
  /** Unanswered requests of a page. A page waits for most answers before it sends more; one that does not is flooding. */
  outstanding: 256,
  /** Unread answers and events of a page. Beyond that the host disconnects it instead of buffering more. */
  unreadBytes: 64 * MB,
  /** Most recent browsers logged in to one seat. Each can take the seat back. */
  keysPerSeat: 8,
  /** Time that the sessions of a page are kept after another page took over, so that the user can take them back. */
  displacedMs: 5 * 60_000,
};

/** Concurrent users of one web host. USER limits each of them, HOST all of them together. */
export const MOST_USERS = 32;

/** Limits of a scenario file, checked before anything runs. */
export const SCENARIO = {
  /** Steps. The longest of the library has 60; a generated one of 10,000 opens in a second. More steps can be typed. */
  steps: 10_000,
  /** Processes, of about 45 MB each. The largest scenario of the library has 5. */
  processes: 16,
  /** Characters of the file: 10,000 steps of 400 characters. */
  characters: 4_000_000,
  /** Characters of a message. Messages carry names, ids or a sentence; data goes through sockets. */
  messageCharacters: 4096,
  /** Characters of one argument, and bytes of one receive: more than a socket buffer takes in one call by default. */
  valueCharacters: 65_536,
} as const;

/** Limits of one session while it runs. */
export const SESSION = {
  /** Steps of its trace, typed ones and runs included. Each is about 2 kB; the soak test performs 100,000. */
  steps: 250_000,
  /** Descriptors, events, ports and windows of one process. A busy server has thousands; the system's own limit can be lower. */
  descriptors: 8192,
  /** Calls of one process that have not returned. Each has its own thread or buffer. */
  waiting: 64,
  /** Bytes of one payload between processes; a WSAPROTOCOL_INFOW has 628. */
  payloadBytes: MB,
} as const;

/** Limits of one user: a seat of the web host, or the window. */
export const USER = {
  /** Sessions, including those of the model. A window shows one; the others stay open in the background. */
  sessions: 64,
  /** Processes of all sessions together: 3 GB. */
  processes: 64,
  /** Captures of the machine; the oldest is dropped. One of a large machine takes 100 MB. */
  captures: 8,
  /** Descriptors copied from other processes. Each keeps the socket of another process open. */
  copies: 32,
  /** Unanswered confirmations of a copy; the oldest is dropped. */
  questions: 16,
  /** Known processes outside of sessions; the oldest is dropped and must be named again. */
  named: 256,
} as const;

/** Limits of recordings of programs from the window. */
export const RECORDING = {
  /** Recordings of one user that run. Each has a process of 60 MB, and slows its programs down. */
  running: 4,
  /** Recorders: those of recordings that run, and those that stay with programs that were left. Each is a process of 60 MB. */
  recorders: 8,
  /** Steps of one recording, in the memory of host and page; then the programs continue unrecorded. */
  steps: 250_000,
  /** Bytes of records of BPF, which are read as a whole; a call has 200 to 1900. */
  recordBytes: 128 * MB,
  /** Steps of one answer, and of one event: about 250 kB, which a page takes in a few milliseconds. */
  stepsPerAnswer: 250,
  /** Conditions before which a program is held. */
  conditions: 32,
  /** Seconds after which a held call continues by itself, at most. */
  holdSeconds: 3600,
  /** Characters of a command. */
  commandCharacters: 8192,
  /** Variables that are added to the environment. */
  variables: 64,
  /** Characters of the value of one. */
  valueCharacters: 8192,
  /** Latest commands that are kept. */
  recent: 12,
  /** Notes about a program; the oldest is dropped. */
  notes: 20,
  /** Bytes of the output of a program: its end is kept. It comes with each state of the recording. */
  outputBytes: 64 * KB,
} as const;

/** Limits of all users of one host together. */
export const HOST = {
  sessions: 256,
  /** Processes of all sessions: 6 GB. */
  processes: 128,
  /** Descriptors kept free in the inspector's own process, for pages, files and channels to its processes. */
  freeDescriptors: 64,
  /** Descriptors that one process of a session uses in the inspector: its channel and its output. */
  descriptorsPerProcess: 4,
} as const;
