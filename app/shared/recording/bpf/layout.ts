/** Records of the kernel's programs, as bytes: a header, for some calls what their socket is, then pieces of memory. Little-endian. */

/**
 * `call` has returned. `unfinished`: its task has ended, or the recording. `fork`: the result is the new task, the first register
 * its process. `exec`: the result is the former number of the task, and the path follows. `end`: the result is the exit code.
 */
export const KIND = { call: 1, unfinished: 2, fork: 3, exec: 4, end: 5 } as const;

/** Fields of the header. Times are nanoseconds of CLOCK_MONOTONIC; `entered` is 0 for a call that began before the recording. */
export const AT = {
  kind: 0, task: 4, process: 8, number: 12, entered: 16, left: 24, result: 32, registers: 40,
  /** Inode and mode of the file behind the first argument; 0 if it is no open descriptor. */
  inode: 88, mode: 96,
  /** Offset of the first piece. */
  from: 100,
} as const;
export const HEADER_BYTES = 104;

/** In the place of the fourth register of recvmsg, which has three arguments: the length of its control buffer when it began. */
export const ROOM = { call: 'recvmsg', at: AT.registers + 24, unknown: 0xffff_ffff_ffff_ffffn } as const;

/** What the socket is: of the descriptor that the call returned, else of its first argument. */
export const SOCKET_AT = {
  inode: 104, family: 112, type: 114,
  /** The local port is in the order of the host, the other in that of the network. */
  localPort: 116, remotePort: 118, local4: 120, remote4: 124,
  /** Inode of the other end of a unix socket; 0 if there is none. */
  peer: 128, local6: 136, remote6: 152,
} as const;
export const WITH_SOCKET_BYTES = 168;

/** Path of an exec, behind the header. */
export const PATH_BYTES = 256;

/** A piece of memory: its address, the bytes that were read, the room for them, then the bytes. */
export const PIECE = { address: 0, length: 8, room: 12, bytes: 16 } as const;
/** In the room of a piece: it is a text that ends with NUL. */
export const IS_TEXT = 0x8000_0000;
