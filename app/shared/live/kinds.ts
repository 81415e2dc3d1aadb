/** The numbers in the columns of a capture, and their names. Their order is part of the capture format. */

/** What a socket is. `other` is a family that no table of the system lists; `unknown` could not be asked. */
export const KINDS = ['unknown', 'tcp', 'udp', 'unix', 'raw', 'netlink', 'packet', 'vsock', 'other'] as const;
export type Kind = (typeof KINDS)[number];

/** Indexed by the state number of Linux for all families (tcp_states.h); 0: no table lists the socket. */
export const STATES = [
  'unknown', 'established', 'syn-sent', 'syn-received', 'fin-wait-1', 'fin-wait-2', 'time-wait', 'unconnected',
  'close-wait', 'last-ack', 'listening', 'closing', 'new-syn-received', 'bound-inactive',
] as const;
export type SocketState = (typeof STATES)[number];

/** How certain it is that the descriptors of a group refer to one underlying socket; semantics section J. */
export const SURENESS = ['inode', 'kcmp', 'file', 'compared'] as const;
/** `inode`: equal inode only; `kcmp`: confirmed by kcmp(2); `file`: one struct file in the kernel; `compared`: CompareObjectHandles. */
export type Sureness = (typeof SURENESS)[number];

/** What is known of IPV6_V6ONLY. */
export const ONLY_SIX = { unknown: 0, no: 1, yes: 2 } as const;

/** Whether a process that accepts from a listener was seen. */
export const ACCEPTORS = ['not asked', 'seen', 'none seen', 'hidden'] as const;

export const TYPES: Readonly<Record<number, string>> = {
  1: 'stream', 2: 'datagram', 3: 'raw', 4: 'rdm', 5: 'seqpacket', 10: 'packet',
};

export const FAMILIES: Readonly<Record<number, string>> = {
  1: 'AF_UNIX', 2: 'AF_INET', 10: 'AF_INET6', 16: 'AF_NETLINK', 17: 'AF_PACKET', 40: 'AF_VSOCK',
};

/** The number of a state's word. */
export const stateNumber = (state: SocketState): number => STATES.indexOf(state);
export const kindNumber = (kind: Kind): number => KINDS.indexOf(kind);

const EVENT_BITS: readonly (readonly [number, string])[] = [
  [0x001, 'EPOLLIN'], [0x002, 'EPOLLPRI'], [0x004, 'EPOLLOUT'], [0x008, 'EPOLLERR'], [0x010, 'EPOLLHUP'], [0x040, 'EPOLLRDNORM'],
  [0x080, 'EPOLLRDBAND'], [0x100, 'EPOLLWRNORM'], [0x200, 'EPOLLWRBAND'], [0x400, 'EPOLLMSG'], [0x2000, 'EPOLLRDHUP'],
  [0x10000000, 'EPOLLEXCLUSIVE'], [0x20000000, 'EPOLLWAKEUP'], [0x40000000, 'EPOLLONESHOT'], [0x80000000, 'EPOLLET'],
];

/** EPOLLERR and EPOLLHUP are always on; they are named only if no other event is set. */
const ALWAYS = 0x018;

/** An epoll mask by name; "fired one-shot" for the mask that a spent EPOLLONESHOT leaves (P22). */
export function maskNames(mask: number): string[] {
  const bits = mask >>> 0;
  if ((bits & ~ALWAYS) >>> 0 === 0x40000000) return ['EPOLLONESHOT (fired)'];
  const shown = (bits & ~ALWAYS) >>> 0 === 0 ? bits : (bits & ~ALWAYS) >>> 0;
  return EVENT_BITS.filter(([bit]) => (shown & bit) !== 0).map(([, name]) => name);
}
