/** Data shared by the threads of a walk. */

/** All of it is shared memory, so that posting it copies nothing. */
export interface Work {
  /** RECORD.size numbers per process. */
  records: Uint32Array;
  /** The next process to take; one number. */
  next: Int32Array;
  /** Epoll descriptors of the last capture, which the records refer to. */
  lastInstances: Uint32Array;
  /** Whether to compute schedstat digests, for comparison in this capture or the next. */
  digests: boolean;
  sockDevice: number;
}
