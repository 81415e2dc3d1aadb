/**
 * What a call does, as data. Whatever the rest of the program has to know of a call beside its arguments is said here,
 * once: rules, hazards, pictures, words, peers and generated C ask for traits and never for names.
 */

/** What a call does, in one word. Traces of two platforms are set beside each other by it. */
export type Verb =
  | 'create' | 'bind' | 'listen' | 'accept' | 'connect' | 'send' | 'receive' | 'shut down' | 'close' | 'duplicate' | 'compare'
  | 'export' | 'import' | 'register' | 'target' | 'wait' | 'poll' | 'take messages' | 'next packet' | 'post packet' | 'cancel' | 'operation result'
  | 'set option' | 'get option' | 'blocking mode' | 'local address' | 'remote address' | 'get inheritance' | 'set inheritance'
  | 'set event' | 'reset event' | 'close event' | 'ask provider' | 'list providers' | 'count signals'
  | 'create process' | 'resume process' | 'end process' | 'inherited descriptors';

/** What a call can wait for; a call without it returns immediately. */
export type WaitsFor =
  /** Bytes or a datagram in the receive queue. */
  | 'data'
  /** Room in the send buffer. */
  | 'room'
  /** A connection in the backlog. */
  | 'connection'
  /** The other end of a connection that is being made. */
  | 'peer'
  /** Unsent bytes, where SO_LINGER says so. */
  | 'linger'
  /** The end of an overlapped operation. */
  | 'operation';

/** How a call that waits with a timeout says that nothing came: the result, or the error WAIT_TIMEOUT. */
export type Idle = 'number 0' | 'number WAIT_TIMEOUT' | 'no messages' | 'none ready' | 'no events' | 'no data' | 'error WAIT_TIMEOUT';

type Waiting =
  | { waits?: WaitsFor; idle?: never }
  /** For the milliseconds of its argument `timeout`. */
  | { waits: 'timeout'; idle: Idle };

export interface Does {
  verb: Verb;
  /** Takes bytes from the socket's queue. */
  receives?: true;
  /** Takes connections from the socket's backlog. */
  accepts?: true;
  /** Registers for what happens to the socket: in the only place there is, beside others, or for the socket's life. */
  registers?: 'sole' | 'beside' | 'for life';
  /** Where a call is several in one: the value of its argument `command` with which it registers. */
  registersBy?: string;
  /** Sets or clears the inheritance of a descriptor that exists. */
  setsInheritance?: true;
  /** Begins or ends a process: creates the one that its argument `process` names, lets it run, or ends its own. */
  process?: 'creates' | 'resumes' | 'ends';
  /** Closes what its descriptor or event stands for in this process. */
  closes?: true;
  /** Closes every descriptor from its argument `first` to its argument `last`; with this flag it only changes them. */
  closesRange?: string;
  /** Closes what its argument `newfd` stands for, and puts a copy there. */
  replaces?: true;
  /** Its result stands for the same socket as its descriptor. */
  copies?: true;
  /** How the socket's addresses can change by it. */
  address?: 'binds' | 'listens' | 'connects' | 'accepts' | 'sends to';
  /** Its part in a handoff. What `carries` binds is the transfer, which has no value of its own. */
  transfers?: 'exports' | 'imports' | 'carries' | 'receives';
  /** Starts an overlapped operation: always, or where its argument `overlapped` is true. */
  overlapped?: 'always' | 'if asked';
  /** What the number of its result counts. `place`: in the list it was given; `order`: 0 for the same, others for different. */
  number?: 'bytes' | 'place' | 'count' | 'times' | 'order';
  /** Its value is the key of a completion port. */
  value?: 'key';
  /** How a call makes a socket non-blocking. */
  nonblocking?: 'by registering' | 'inherited' | 'when made' | 'status flags' | 'ioctl';
  /** Works on handles whichever library made them. */
  anyHandle?: true;
  /** Performed by the peer itself rather than by one native call. */
  byPeer?: true;
}

export type Traits = Does & Waiting;

/**
 * The call in C. A template names arguments in braces, `{name|absent}` with what stands for an absent one: `done` gives
 * 0 for success, `made` a descriptor that is kept, `count` a number, `bytes` fills `data`, `ok` is TRUE for success,
 * `name` fills a socket address. Others are written out by `codegen`, or end the program.
 */
export type CForm =
  | { done: string } | { made: string } | { count: string } | { bytes: string } | { ok: string } | { name: string }
  | 'written' | 'ends';
