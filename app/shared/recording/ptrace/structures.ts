/** Structures of calls in the memory of a 64-bit program. Each reader returns the pointer where memory cannot be read. */
import type { RawValue } from '../raw.ts';
import { type Memory, bytesIn, listOf, numeric, pointer, recordOf, viewAt } from './memory.ts';

const [AF_UNIX, AF_INET, AF_INET6] = [1, 2, 10];
/** struct sockaddr_storage */
const LONGEST_ADDRESS = 128;
/** IOV_MAX, and messages of one sendmmsg; the catalogue has two. */
const [MOST_PARTS, MOST_MESSAGES] = [1024, 16];
/** struct msghdr and mmsghdr. */
export const MSGHDR = { size: 56, nameLength: 8, parts: 16, count: 24, control: 32, controlLength: 40, flags: 48, mmsghdr: 64, length: 56 };
const CMSG_HEADER = 16;

/** A socket address. `length`: as the program or the kernel gave it. */
export function addressAt(memory: Memory, address: bigint, length: number): RawValue {
  if (address !== 0n && length === 0) return recordOf({});
  const view = viewAt(memory, address, Math.min(length, LONGEST_ADDRESS));
  if (!view || view.byteLength < 2) return pointer(address);
  const family = view.getUint16(0, true);
  const named: Record<string, RawValue> = { sa_family: numeric(family) };
  if (family === AF_INET && view.byteLength >= 8) {
    return recordOf({ ...named, sin_port: numeric(view.getUint16(2)), sin_addr: bytesIn(view, 4, 8) });
  }
  if (family === AF_INET6 && view.byteLength >= 24) {
    return recordOf({ ...named, sin6_port: numeric(view.getUint16(2)), sin6_addr: bytesIn(view, 8, 24) });
  }
  if (family === AF_UNIX && view.byteLength > 2) return recordOf({ ...named, sun_path: bytesIn(view, 2, view.byteLength) });
  return recordOf(named);
}

/** Whether a value is an address of an internet family. */
export function isInternet(value: RawValue | undefined): boolean {
  const family = value?.kind === 'record' ? value.fields['sa_family'] : undefined;
  return family?.kind === 'number' && (family.value === AF_INET || family.value === AF_INET6);
}

/** An iovec: lengths only. */
export function partsAt(memory: Memory, address: bigint, count: number): RawValue {
  if (count === 0) return listOf([]);
  const view = viewAt(memory, address, Math.min(count, MOST_PARTS) * 16);
  if (!view) return pointer(address);
  const items = Array.from({ length: view.byteLength / 16 }, (_, i) =>
    recordOf({ iov_len: numeric(Number(view.getBigUint64(16 * i + 8, true))) }));
  return listOf(items, items.length < count);
}

/** A control message list: for SCM_RIGHTS the descriptors. */
function controlAt(memory: Memory, address: bigint, length: number): RawValue {
  const view = viewAt(memory, address, length);
  if (!view) return listOf([]);
  const items: RawValue[] = [];
  for (let at = 0; at + CMSG_HEADER <= view.byteLength;) {
    const size = Number(view.getBigUint64(at, true));
    if (size < CMSG_HEADER) break;
    const end = Math.min(at + size, view.byteLength);
    const from = at + CMSG_HEADER;
    const data = Array.from({ length: Math.floor((end - from) / 4) }, (_, i) => numeric(view.getInt32(from + 4 * i, true)));
    items.push(recordOf({ cmsg_level: numeric(view.getInt32(at + 8, true)), cmsg_type: numeric(view.getInt32(at + 12, true)),
      cmsg_data: listOf(data) }));
    at += Math.ceil(size / 8) * 8;
  }
  return listOf(items);
}

/** struct msghdr. */
export function messageAt(memory: Memory, address: bigint): RawValue {
  const view = viewAt(memory, address, MSGHDR.size);
  return view ? messageIn(memory, view, 0) : pointer(address);
}

/** struct msghdr before a recvmsg fills it: the space that it has. */
export function spaceAt(memory: Memory, address: bigint): RawValue {
  const view = viewAt(memory, address, MSGHDR.size);
  if (!view) return pointer(address);
  const word = (offset: number) => view.getBigUint64(offset, true);
  return recordOf({ msg_name: { kind: 'null' }, msg_iov: partsAt(memory, word(MSGHDR.parts), Number(word(MSGHDR.count))),
    msg_controllen: numeric(Number(word(MSGHDR.controlLength))) });
}

function messageIn(memory: Memory, view: DataView, at: number): RawValue {
  const word = (offset: number) => view.getBigUint64(at + offset, true);
  return recordOf({
    msg_name: addressAt(memory, word(0), view.getInt32(at + MSGHDR.nameLength, true)),
    msg_iov: partsAt(memory, word(MSGHDR.parts), Number(word(MSGHDR.count))),
    msg_control: controlAt(memory, word(MSGHDR.control), Number(word(MSGHDR.controlLength))),
    msg_controllen: numeric(Number(word(MSGHDR.controlLength))), msg_flags: numeric(view.getInt32(at + MSGHDR.flags, true)),
  });
}

/** The messages of sendmmsg. */
export function messagesAt(memory: Memory, address: bigint, count: number): RawValue {
  const view = viewAt(memory, address, Math.min(count, MOST_MESSAGES) * MSGHDR.mmsghdr);
  if (!view) return pointer(address);
  const items = Array.from({ length: Math.floor(view.byteLength / MSGHDR.mmsghdr) }, (_, i) => recordOf({
    msg_hdr: messageIn(memory, view, i * MSGHDR.mmsghdr), msg_len: numeric(view.getUint32(i * MSGHDR.mmsghdr + MSGHDR.length, true)) }));
  return listOf(items, items.length < count);
}

/** epoll_event is packed on x86-64. The program's value only compares. */
const EPOLL_EVENT = 12;

const eventIn = (view: DataView, at: number): RawValue => recordOf({ events: numeric(view.getInt32(at, true)),
  data: { kind: 'opaque', text: view.getBigUint64(at + 4, true).toString(16) } });

export function eventAt(memory: Memory, address: bigint): RawValue {
  const view = viewAt(memory, address, EPOLL_EVENT);
  return view ? eventIn(view, 0) : pointer(address);
}

export function eventsAt(memory: Memory, address: bigint, count: number): RawValue {
  if (count === 0) return listOf([]);
  const view = viewAt(memory, address, count * EPOLL_EVENT);
  if (!view) return pointer(address);
  const items: RawValue[] = [];
  for (let at = 0; at + EPOLL_EVENT <= view.byteLength; at += EPOLL_EVENT) items.push(eventIn(view, at));
  return listOf(items, items.length < count);
}

const POLLFD = 8;
const MOST_POLLED = 1024;

/** The descriptors of poll; `ready`: those with events only, as the kernel returned them. */
export function polledAt(memory: Memory, address: bigint, count: number, ready = false): RawValue {
  const view = viewAt(memory, address, Math.min(count, MOST_POLLED) * POLLFD);
  if (!view) return pointer(address);
  const items = Array.from({ length: view.byteLength / POLLFD }, (_, i) => i * POLLFD)
    .filter((at) => !ready || view.getUint16(at + 6, true) !== 0)
    .map((at) => recordOf({ fd: numeric(view.getInt32(at, true)),
      ...(ready ? { revents: numeric(view.getUint16(at + 6, true)) } : { events: numeric(view.getUint16(at + 4, true)) }) }));
  return listOf(items, view.byteLength / POLLFD < count);
}

/** struct timespec. */
export function timeAt(memory: Memory, address: bigint): RawValue {
  const view = viewAt(memory, address, 16);
  return view ? recordOf({ tv_sec: numeric(Number(view.getBigInt64(0, true))), tv_nsec: numeric(Number(view.getBigInt64(8, true))) })
    : pointer(address);
}

const [SOL_SOCKET, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO] = [1, 13, 20, 21];

/** The value of a socket option: an int, a linger structure, or a time. */
export function optionAt(memory: Memory, address: bigint, length: number, level: number, name: number): RawValue {
  const view = viewAt(memory, address, length);
  if (!view) return pointer(address);
  const isTime = level === SOL_SOCKET && (name === SO_RCVTIMEO || name === SO_SNDTIMEO);
  if (isTime && length >= 16) {
    return recordOf({ tv_sec: numeric(Number(view.getBigInt64(0, true))), tv_usec: numeric(Number(view.getBigInt64(8, true))) });
  }
  if (level === SOL_SOCKET && name === SO_LINGER && length >= 8) {
    return recordOf({ l_onoff: numeric(view.getInt32(0, true)), l_linger: numeric(view.getInt32(4, true)) });
  }
  if (length === 8) return listOf([numeric(Number(view.getBigUint64(0, true)))]);
  return length >= 4 ? listOf([numeric(view.getInt32(0, true))]) : pointer(address);
}

/** A 32-bit number behind a pointer; 0 if it cannot be read. */
export const wordAt = (memory: Memory, address: bigint): number => viewAt(memory, address, 4)?.getInt32(0, true) ?? 0;

/** A list of 32-bit numbers, such as the descriptors of socketpair. */
export function wordsAt(memory: Memory, address: bigint, count: number): RawValue {
  const view = viewAt(memory, address, count * 4);
  return view ? listOf(Array.from({ length: count }, (_, i) => numeric(view.getInt32(4 * i, true)))) : pointer(address);
}

/** struct clone_args: its flags. */
export function cloneArgsAt(memory: Memory, address: bigint): RawValue {
  const view = viewAt(memory, address, 8);
  return view ? recordOf({ flags: numeric(Number(view.getBigUint64(0, true))) }) : pointer(address);
}
