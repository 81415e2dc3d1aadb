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
  /** Until the headers of a request are complete, from the connection on. */
  headersMs: 10_000,
  /** Until a request is complete, and that an answer is not read on; no request has a body. */
  requestMs: 20_000,
  /** That a connection without a request stays open. */
  keepAliveMs: 5_000,
  /** WebSockets that have not proved a key yet: 32 users who come back after a restart, and as many again. */
  unproved: 64,
  /** What such a WebSocket may send. Both frames of a page are less than 400 bytes. */
  unprovedBytes: 8 * KB,
  /** Until a page has proved its key. Two round trips take milliseconds here, and a second through a slow tunnel. */
  proveMs: 10_000,
  /** Between two pings of a page. One that has not answered by the next is gone; a closed laptop may sleep in between. */
  pingMs: 10 * 60_000,
  /** One frame of a page. A trace that is dropped on the page is the largest. */
  frameBytes: 8 * MB,
  /** Requests of a page that wait for their answer. A page waits for most of its answers; one that does not is flooding. */
  outstanding: 256,
  /** Answers and events that a page has not read. Beyond that it is cut off, or the host would keep them all. */
  unreadBytes: 64 * MB,
  /** Browsers that have logged in to one seat, the last ones. Each can take the seat back. */
  keysPerSeat: 8,
  /** That the sessions of a page wait for it after another page took over: time to notice, and to take back. */
  displacedMs: 5 * 60_000,
};

/** Users of one web host at a time. Each has the limits of USER; all of them together have those of HOST. */
export const MOST_USERS = 32;

/** Limits of a scenario file, checked before anything runs. */
export const SCENARIO = {
  /** Steps. The longest of the library has 60; a generated one of 10,000 opens in a second. Further steps can be typed. */
  steps: 10_000,
  /** Processes. Each is a program of some 45 MB; the largest of the library has 5. */
  processes: 16,
  /** Characters of the file: 10,000 steps of 400. */
  characters: 4_000_000,
  /** Characters of a message. Messages carry names, ids and a sentence; data goes through sockets. */
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
  /** Calls of one process that have not returned, each with a thread or a buffer of its own. */
  waiting: 64,
  /** Bytes of one payload between processes; a WSAPROTOCOL_INFOW has 628. */
  payloadBytes: MB,
} as const;

/** Limits of one user: a seat of the web host, or the window. */
export const USER = {
  /** Sessions, model included. A window shows one; the others wait for it. */
  sessions: 64,
  /** Processes of all sessions together: 3 GB. */
  processes: 64,
  /** Captures of the machine; the oldest goes. One of a large machine takes 100 MB. */
  captures: 8,
  /** Descriptors copied out of other processes. Each keeps a foreign socket open. */
  copies: 32,
  /** Questions about a copy that wait for their answer; the oldest goes. */
  questions: 16,
  /** Processes outside of sessions that were named; the oldest has to be named again. */
  named: 256,
} as const;

/** Limits of all users of one host together. */
export const HOST = {
  sessions: 256,
  /** Processes of all sessions: 6 GB. */
  processes: 128,
  /** Descriptors of the inspector's own process that are kept free, for its pages, its files and the channels to its processes. */
  freeDescriptors: 64,
  /** Descriptors of the inspector that one process of a session takes: its channel and its output. */
  descriptorsPerProcess: 4,
} as const;
