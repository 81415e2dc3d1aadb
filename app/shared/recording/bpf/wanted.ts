/** What the kernel's programs keep of each call: which descriptors concern a recording, and the memory that its arguments name. */
import { own } from '../../base/own.ts';
import { KEEP_ABOUT } from '../ptrace/call-events.ts';
import { payloadPlace } from '../ptrace/payload.ts';
import { HEADER_BYTES, PIECE, WITH_SOCKET_BYTES } from './layout.ts';

/** A number: an argument, what the call returned, or one that an earlier piece of the same call has. */
export type From = { register: number; int?: true } | { result: true } | { piece: number; at: number; size: 4 | 8 };

export interface Piece {
  pointer: From;
  /** Number of items of `each` bytes; `text`: up to the NUL that ends it. */
  count: From | number | 'text';
  each: number;
  /** Bytes at most: a multiple of 8. */
  room: number;
}

/** `sockets`: only sockets matter. `known`: sockets, epoll instances and pidfds. Numbers that are not open always matter. */
export type Matters = 'all' | 'known' | 'sockets';

export interface Wanted {
  matters: Matters;
  /** Whose socket is described: of the descriptor that it returns, or of its first argument. */
  about: 'result' | 'first' | null;
  pieces: readonly Piece[];
}

const register = (n: number): From => ({ register: n });
const int = (n: number): From => ({ register: n, int: true });
const bytes = (pointer: From, room: number, count: Piece['count'] = room, each = 1): Piece => ({ pointer, count, each, room });
/** struct sockaddr_storage; an iovec has 16 bytes. */
const [NAME, IOVEC] = [128, 16];
/** Memory per call at most: 96 parts of an iovec, 192 polled descriptors, 128 events. */
const MOST = 1536;

const address = (at: number, length: number): Piece[] => [bytes(register(at), NAME, int(length))];
const returned = (at: number, length: number): Piece[] =>
  [bytes(register(length), 8, 4), bytes(register(at), NAME, { piece: 0, at: 0, size: 4 })];
const events: Piece = bytes(register(1), MOST, { result: true }, 12);
const polled: Piece = bytes(register(0), MOST, int(1), 8);
const time: Piece = bytes(register(2), 16);

/** What a msghdr in the first piece points to. `room`: for its parts and its control messages. */
const within = (at: number, parts: number, control: number): Piece[] => {
  const inside = (offset: number, size: 4 | 8 = 8): From => ({ piece: 0, at: at + offset, size });
  return [bytes(inside(0), NAME, inside(8, 4)), bytes(inside(16), parts, inside(24), IOVEC), bytes(inside(32), control, inside(40))];
};
/** Place of its parts among the pieces of a message. */
const MESSAGE_PARTS = 2;
/** 253 descriptors behind credentials. */
const message: Piece[] = [bytes(register(1), 56), ...within(0, 512, 1088)];
/** The headers of three messages, and what two of them point to: more have no form. */
const messages: Piece[] = [bytes(register(1), 192, int(2), 64), ...within(0, 128, 64), ...within(64, 128, 64)];

const PIECES: Readonly<Record<string, readonly Piece[]>> = {
  bind: address(1, 2), connect: address(1, 2), sendto: address(4, 5),
  accept: returned(1, 2), accept4: returned(1, 2), getsockname: returned(1, 2), getpeername: returned(1, 2), recvfrom: returned(4, 5),
  socketpair: [bytes(register(3), 8)], setsockopt: [bytes(register(3), 64, int(4))],
  getsockopt: [bytes(register(4), 8, 4), bytes(register(3), 64, { piece: 0, at: 0, size: 4 })],
  sendmsg: message, recvmsg: message, sendmmsg: messages,
  readv: [bytes(register(1), MOST, int(2), IOVEC)], writev: [bytes(register(1), MOST, int(2), IOVEC)],
  ioctl: [bytes(register(2), 8, 4)], epoll_ctl: [bytes(register(3), 16, 12)],
  epoll_wait: [events], epoll_pwait: [events], epoll_pwait2: [bytes(register(3), 16), events], poll: [polled], ppoll: [time, polled],
  clone3: [bytes(register(0), 8)], execve: [bytes(register(0), 256, 'text')], execveat: [bytes(register(1), 256, 'text')],
};

const SOCKETS: ReadonlySet<string> = new Set(['read', 'write', 'readv', 'writev', 'ioctl', 'preadv', 'pwritev', 'preadv2', 'pwritev2']);
const KNOWN: ReadonlySet<string> = new Set(['close', 'fcntl']);

/** What a call moves: in the buffer of its second argument, or in the first part of an iovec that an earlier piece has. */
function moved(name: string, data: number): Piece[] {
  const [place, room] = [payloadPlace(name), Math.ceil(data / 8) * 8];
  if (place === null || room === 0) return [];
  if (place === 'buffer') return [bytes(register(1), room, { result: true })];
  const piece = place === 'parts' ? 0 : MESSAGE_PARTS;
  return [bytes({ piece, at: 0, size: 8 }, room, { piece, at: 8, size: 8 })];
}

/** `data`: bytes to keep of what it moves. */
export const wantedOf = (name: string, data: number): Wanted => ({
  matters: SOCKETS.has(name) ? 'sockets' : KNOWN.has(name) ? 'known' : 'all',
  about: KEEP_ABOUT.results.has(name) ? 'result' : KEEP_ABOUT.first.has(name) || KEEP_ABOUT.addresses.has(name) ? 'first' : null,
  pieces: [...own(PIECES, name) ?? [], ...moved(name, data)],
});

/** Offset of each piece in the record, and of its end. */
export function placesOf({ about, pieces }: Wanted): number[] {
  const places = [about === null ? HEADER_BYTES : WITH_SOCKET_BYTES];
  for (const { room } of pieces) places.push(places.at(-1)! + PIECE.bytes + room);
  return places;
}
