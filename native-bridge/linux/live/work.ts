/** What the threads of a walk share. */

/** All of it is shared memory, so that posting it copies nothing. */
export interface Work {
  /** RECORD.size numbers a process. */
  records: Uint32Array;
  /** The next process to take; one number. */
  next: Int32Array;
  /** Epoll descriptors of the last capture, which the records point into. */
  lastInstances: Uint32Array;
  /** Whether to digest schedstats, for this capture to compare with or the next. */
  digests: boolean;
  sockDevice: number;
}
