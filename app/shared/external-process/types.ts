/** Facts about a socket that goes to, or comes from, the user's own process. */

/** The socket for main to create: a connection to an address, or a listener at one; loopback only. */
export type Wanted = { kind: 'connect' | 'listen'; address: string };

/** Read from the descriptor itself, by getsockopt, getsockname and getpeername. */
export interface SocketFacts {
  /** AF_INET and so on; a number as text if it has no name here. */
  family: string;
  /** From SO_TYPE: SOCK_STREAM and so on. */
  type: string;
  listening: boolean;
  local: string | null;
  remote: string | null;
}

export interface Holders {
  /** One line each, such as "process 812 (nginx), descriptor 7". */
  known: readonly string[];
  /** What was not visible, and the source of the facts; null if complete. */
  note: string | null;
}

/** The state of a process id: usable, unused, or of another user. */
export type Reach = 'open' | 'gone' | 'not-permitted';

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
