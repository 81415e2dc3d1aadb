/** Counts the calls that a recording does not follow, by name, and those of them that concern sockets. */

/** Calls that change sockets and have no form here: a recording counts them, and does not know the state of their sockets any more. */
export const COUNTED_CALLS: ReadonlySet<string> = new Set([
  'recvmmsg', 'splice', 'tee', 'vmsplice', 'preadv', 'pwritev', 'preadv2', 'pwritev2', 'io_uring_setup',
  'io_uring_enter', 'io_uring_register', 'setns', 'pidfd_send_signal', 'epoll_ctl_old', 'epoll_wait_old', 'recvmmsg_time64',
]);
/** What a source knows of a descriptor that is a socket. */
const ABOUT_SOCKET = /<(?:TCP|UDP|UNIX|RAW|PING|NETLINK|SCTP|L2TP|VSOCK|PACKET)[\w-]*:\[|<socket:\[/;

/** Calls that read what a descriptor is, or map memory. */
const HARMLESS: ReadonlySet<string> = new Set(['fstat', 'newfstatat', 'statx', 'lseek', 'mmap', 'fadvise64', 'fstatfs', 'flock']);

export class Tally {
  readonly #concerning = new Map<string, number>();
  #others = 0;

  /** Counts a call on a socket. */
  concerns(name: string): void {
    this.#concerning.set(name, (this.#concerning.get(name) ?? 0) + 1);
  }

  /** `text`: what the source knows of the call's descriptors, or "". */
  count(name: string, text: string): void {
    if (!HARMLESS.has(name) && ABOUT_SOCKET.test(text)) this.concerns(name);
    else this.#others += 1;
  }

  /** Calls that concern sockets and are not followed, the most frequent first. */
  get concerning(): ReadonlyMap<string, number> {
    return new Map([...this.#concerning].sort(([, a], [, b]) => b - a));
  }

  /** Number of calls that concern no socket, such as of files and memory. */
  get others(): number {
    return this.#others;
  }
}
