/**
 * What a call does, as data. Everything the rest of the program must know about a call besides its arguments is defined here,
 * once: rules, hazards, pictures, texts, peers and generated C test traits and never names.
 */

/** What a call does, in one word. Traces of two platforms are aligned by it. */
export type Verb =
  | 'create' | 'bind' | 'listen' | 'accept' | 'connect' | 'send' | 'receive' | 'shut down' | 'close' | 'duplicate' | 'compare'
  | 'export' | 'import' | 'register' | 'target' | 'wait' | 'poll' | 'take messages' | 'next packet' | 'post packet' | 'cancel'
  | 'operation result'
  | 'set option' | 'get option' | 'blocking mode' | 'local address' | 'remote address' | 'get inheritance' | 'set inheritance'
  | 'set event' | 'reset event' | 'close event' | 'ask provider' | 'list providers' | 'count signals'
  | 'part descriptors' | 'guard process' | 'pause' | 'create process' | 'resume process' | 'end process' | 'inherited descriptors';

/** What a call can wait for; a call without this trait returns immediately. */
export type WaitsFor =
  /** Bytes or a datagram in the receive queue. */
  | 'data'
  /** Space in the send buffer. */
  | 'room'
  /** A connection in the backlog. */
  | 'connection'
  /** The peer of a connection that is being established. */
  | 'peer'
  /** Unsent bytes, if SO_LINGER requires it. */
  | 'linger'
  /** The end of an overlapped operation. */
  | 'operation';

/** How a call with a timeout reports that it expired: a result, or the error WAIT_TIMEOUT. */
export type Idle = 'number 0' | 'number WAIT_TIMEOUT' | 'no messages' | 'none ready' | 'no events' | 'no data' | 'error WAIT_TIMEOUT';

type Waiting =
  | { waits?: WaitsFor; idle?: never }
  /** Waits for the milliseconds of its argument `timeout`. */
  | { waits: 'timeout'; idle: Idle };

export interface Does {
  verb: Verb;
  /** Takes bytes from the socket's queue. */
  receives?: true;
  /** Takes connections from the socket's backlog. */
  accepts?: true;
  /** Registers for events of the socket: in its only slot, in addition to others, or for the life of the socket. */
  registers?: 'sole' | 'beside' | 'for life';
  /** For a call with commands: the value of its argument `command` that registers. */
  registersBy?: string;
  /** Sets or clears the inheritance of an existing descriptor. */
  setsInheritance?: true;
  /** Starts or ends a process: creates the one named by its argument `process`, resumes it, or ends its own. */
  process?: 'creates' | 'resumes' | 'ends';
  /** Changes its process as a whole: "main", which is the inspector, cannot make it. */
  ofItsProcess?: true;
  /** Closes the descriptor or event in this process. */
  closes?: true;
  /** Closes every descriptor from its argument `first` to its argument `last`; with this flag it only changes them. */
  closesRange?: string;
  /** Closes the descriptor in its argument `newfd` and replaces it with a copy. */
  replaces?: true;
  /** Its result refers to the same socket as its descriptor. */
  copies?: true;
  /** How it changes the socket's addresses. */
  address?: 'binds' | 'listens' | 'connects' | 'accepts' | 'sends to';
  /** Takes a copy of the descriptor `targetfd` from the process behind its argument `pidfd`. */
  fetches?: true;
  /** Its part in a handoff. The name bound by `carries` refers to the transfer, which has no value. */
  transfers?: 'exports' | 'imports' | 'carries' | 'receives';
  /** Its structure is a WSAPROTOCOL_INFOA, whose text is in the code page of the system. */
  ansi?: true;
  /** Starts an overlapped operation: always, or if its argument `overlapped` is true. */
  overlapped?: 'always' | 'if asked';
  /** What its number result counts. `place`: index in the list passed; `order`: 0 for equal, other values for different. */
  number?: 'bytes' | 'place' | 'count' | 'times' | 'order';
  /** Its value result is the key of a completion port. */
  value?: 'key';
  /** How a call makes a socket non-blocking. */
  nonblocking?: 'by registering' | 'inherited' | 'when made' | 'status flags' | 'ioctl';
  /** Works on handles of any library. */
  anyHandle?: true;
  /** Performed by the peer itself rather than by one native call. */
  byPeer?: true;
  /** Why no scenario can perform it, to follow the name of the call and "cannot be performed by a scenario:". */
  notPerformed?: string;
}

export type Traits = Does & Waiting;

/**
 * The call in C. A template has arguments in braces, `{name|absent}` with the text for an absent one: `done` returns
 * 0 for success, `made` a descriptor to keep, `count` a number, `bytes` fills `data`, `ok` is TRUE for success,
 * `name` fills a socket address. `codegen` writes the others out, or they end the program.
 */
export type CForm =
  | { done: string } | { made: string } | { count: string } | { bytes: string } | { ok: string } | { name: string }
  | 'written' | 'ends';
