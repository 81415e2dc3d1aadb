/** struct epoll_event: packed to 12 bytes on x86-64 only, 16 bytes with its data at 8 elsewhere; epoll_event(3type). */
const PACKED = process.arch === 'x64';
const DATA_AT = PACKED ? 4 : 8;

export const EPOLL_EVENT_SIZE = PACKED ? 12 : 16;

/** One event structure; the registered number is stored in its data, so that epoll_wait returns it. */
export function encodeEpollEvent(bits: number, fd: number): Buffer {
  const bytes = Buffer.alloc(EPOLL_EVENT_SIZE);
  bytes.writeUInt32LE(bits >>> 0, 0);
  bytes.writeInt32LE(fd, DATA_AT);
  return bytes;
}

/** The first `count` structures, as filled in by epoll_wait. */
export function decodeEpollEvents(bytes: Buffer, count: number): { fd: number; bits: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    bits: bytes.readInt32LE(i * EPOLL_EVENT_SIZE),
    fd: bytes.readInt32LE(i * EPOLL_EVENT_SIZE + DATA_AT),
  }));
}
