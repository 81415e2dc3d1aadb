/** What is known of a socket that goes to, or comes from, a process of the user's own. */

/** What main is to make: a connection to an address, or a listening socket at one; loopback only. */
export type Wanted = { kind: 'connect' | 'listen'; address: string };

/** Read from the descriptor itself, by getsockopt, getsockname and getpeername. */
export interface SocketFacts {
  /** AF_INET and so on; a number as text where it has no name here. */
  family: string;
  /** Of SO_TYPE: SOCK_STREAM and so on. */
  type: string;
  listening: boolean;
  local: string | null;
  remote: string | null;
}

export interface Holders {
  /** One line each, such as "process 812 (nginx), descriptor 7". */
  known: readonly string[];
  /** What could not be seen, and how it is known; null when nothing is left to say. */
  note: string | null;
}

/** What became of a process id: it may be handed to, no process has it, or its process is another user's. */
export type Reach = 'open' | 'gone' | 'not-permitted';

/** A call of the system failed: which, and with what. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly call: string;
  readonly errorName: string;
  readonly number: number;

  constructor(call: string, errorName: string, number: number) {
    super(`${call} failed with ${errorName} (${number})`);
    this.call = call;
    this.errorName = errorName;
    this.number = number;
  }
}
