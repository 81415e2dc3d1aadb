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
  /** Until a request is complete; none has a body. */
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

/** Users of one web host at a time. Each has sessions and processes of its own; see LIMITS of sessions. */
export const MOST_USERS = 32;
