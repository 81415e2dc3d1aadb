/** Where the arguments and results of each Winsock call are: places of C arguments, and memory that the source copied. */
import type { WinsockCallName } from '../../calls/catalogue.ts';
import * as c from '../../calls/constants-winsock.ts';
import type { ResolvedArgs, ResolvedValue, Results } from '../../calls/types.ts';
import { bytesOf, toHex } from '../../domain/bytes.ts';
import { dots } from './data.ts';
import type { Packet } from './form.ts';
import { addressIn, networkEventsIn, optionIn, packetsIn, pointerAt, pointersIn, polledIn, socketsIn, wordAt } from './winsock-memory.ts';

/** An argument by its place in the C prototype, by the copy that the source made of its memory, or computed of both. */
export type From = number | { copy: number }
  | ((arg: (i: number) => number, bytes: (i: number) => string | null) => ResolvedValue | undefined);

export interface Seen {
  value: number | null;
  arg(i: number): number;
  /** A copy; null if it could not be read. */
  bytes(copy: number): string | null;
  word(copy: number): number | null;
}

export interface WinsockForm {
  args: Readonly<Record<string, From>>;
  results?: (seen: Seen, args: ResolvedArgs) => Results;
  /** Place of the OVERLAPPED. */
  operation?: number;
  /** Copies with the address of the peer, and of the socket itself. */
  peer?: number;
  own?: number;
  /** Packets that it took from a port. Those of files come, too. */
  packets?: (seen: Seen) => readonly Packet[];
  /** The rules have no opinion of the call: what it depends on is not all in the recording. */
  vague?: true;
  /** Makes a socket: unknown values mean one that the rules do not cover. */
  makes?: true;
}

const LEVEL = new Map<number, Readonly<Record<string, number>>>([[c.LEVEL.SOL_SOCKET, c.SO], [c.LEVEL.IPPROTO_TCP, c.TCP],
  [c.LEVEL.IPPROTO_IP, c.IP], [c.LEVEL.IPPROTO_IPV6, c.IPV6]]);
const optionName: From = (arg) => {
  const set = LEVEL.get(arg(1) | 0) ?? {};
  return Object.keys(set).find((name) => (set[name]! | 0) === (arg(2) | 0)) ?? undefined;
};

const descriptor = ({ value }: Seen): Results => ({ descriptor: value! });
const number = ({ value }: Seen): Results => ({ number: value! });
const port = ({ value }: Seen): Results => ({ port: value! });
/** Data of a call that returns its length. */
const received = ({ value }: Seen, { length }: ResolvedArgs): Results => ({ data: dots(value!), ended: value === 0 && length !== 0 });
/** Data of a call that writes its length: the copy of it is the second. */
const receivedCount = (seen: Seen, { length, overlapped }: ResolvedArgs): Results => {
  const count = seen.word(1) ?? 0;
  return { number: count, data: dots(count), ...(overlapped === true ? {} : { ended: count === 0 && length !== 0 }) };
};
const sentCount = (seen: Seen): Results => ({ number: seen.word(1) ?? 0 });
const overlappedAt = (place: number): From => (arg) => arg(place) !== 0;
const exported = ({ bytes }: Seen): Results => {
  const blob = bytes(0);
  return blob === null ? {} : { blob: toHex(bytesOf(blob)) };
};
const named = ({ bytes }: Seen): Results => {
  const address = addressIn(bytes(0));
  return address === null ? {} : { address };
};
const made = { af: 0, type: 1, protocol: 2 };
const fromInfo = { ...made, protocolInfo: { copy: 0 }, flags: 5 };
const buffers = { s: 0, data: { copy: 0 } };
const room = { s: 0, length: { copy: 0 } };
const timeout = (place: number): From => (arg) => ((arg(place) | 0) === -1 ? -1 : arg(place) >>> 0);

/** An fd_set, by its place and its copy. */
const socketSet = (place: number): From => (arg, bytes) => (arg(place) === 0 ? [] : socketsIn(bytes(place - 1)));
/** Milliseconds of a timeval, which can be absent: the call waits without limit then. */
const limitOfSelect: From = (arg, bytes) => {
  const time = bytes(3);
  return arg(4) === 0 ? -1 : time === null ? undefined : wordAt(time, 0) * 1000 + Math.ceil(wordAt(time, 4) / 1000);
};
/** POLLRDBAND comes with POLLRDNORM in POLLIN; only urgent data tells them apart. */
const POLLRDBAND = 0x200;
const eventsOfPoll: From = (arg, bytes) => {
  const events = polledIn(bytes(0), arg(1) >>> 0)?.events ?? null;
  const names = Object.keys(c.POLL).filter((name) => ((events ?? 0) & c.POLL[name as keyof typeof c.POLL]) !== 0);
  const rest = names.reduce((bits, name) => bits & ~c.POLL[name as keyof typeof c.POLL], events ?? -1);
  return rest === 0 || rest === POLLRDBAND ? names : undefined;
};

/** A packet with an operation that failed comes with the error of the call. */
const onePacket = (seen: Seen): readonly Packet[] => {
  const operation = pointerAt(seen.bytes(2) ?? '', 0);
  return seen.value === null && operation === 0 ? []
    : [{ operation, key: seen.word(1) ?? 0, bytes: seen.word(0) ?? 0, failed: seen.value === null }];
};

export const WINSOCK_FORMS: { readonly [N in WinsockCallName]?: WinsockForm } = {
  socket: { args: made, results: descriptor, makes: true },
  WSASocketW: { args: fromInfo, results: descriptor, makes: true }, WSASocketA: { args: fromInfo, results: descriptor, makes: true },
  bind: { args: { s: 0, address: { copy: 0 } }, own: 1 }, listen: { args: { s: 0, backlog: 1 } },
  connect: { args: { s: 0, address: { copy: 0 } }, own: 1 }, WSAConnect: { args: { s: 0, address: { copy: 0 } }, own: 1 },
  accept: { args: { s: 0 }, results: descriptor, peer: 0 }, WSAAccept: { args: { s: 0 }, results: descriptor, peer: 0 },
  getsockname: { args: { s: 0 }, results: named, peer: 0 }, getpeername: { args: { s: 0 }, results: named, peer: 0 },
  send: { args: { s: 0, data: 2, flags: 3 }, results: number }, recv: { args: { s: 0, length: 2, flags: 3 }, results: received },
  sendto: { args: { s: 0, data: 2, to: { copy: 0 } }, results: number },
  recvfrom: { args: { s: 0, length: 2, flags: 3 }, results: received },
  WSASend: { args: { ...buffers, overlapped: overlappedAt(5) }, results: sentCount, operation: 5 },
  WSARecv: { args: { ...room, overlapped: overlappedAt(5) }, results: receivedCount, operation: 5 },
  WSASendTo: { args: { ...buffers, to: { copy: 2 }, overlapped: overlappedAt(7) }, results: sentCount, operation: 7 },
  WSARecvFrom: { args: { ...room, overlapped: overlappedAt(7) }, results: receivedCount, operation: 7 },
  AcceptEx: { args: { s: 0, acceptSocket: 1 }, operation: 7 },
  ConnectEx: { args: { s: 0, address: { copy: 0 } }, operation: 6 },
  DisconnectEx: { args: { s: 0, flags: 2 } },
  shutdown: { args: { s: 0, how: 1 } }, closesocket: { args: { s: 0 } },
  ioctlsocket: { args: { s: 0, command: 1, value: (arg, bytes) => ((arg(1) | 0) === c.IOCTL.FIONBIO
    ? Number(optionIn(bytes(0), false) !== 0) : null) }, results: (seen) => ({ value: seen.word(1) ?? 0 }) },
  setsockopt: { args: { s: 0, level: 1, name: optionName,
    value: (arg, bytes) => optionIn(bytes(0), (arg(2) | 0) === c.SO.SO_LINGER) ?? undefined }, peer: 1 },
  getsockopt: { args: { s: 0, level: 1, name: optionName }, results: ({ bytes }, args) => {
    const value = optionIn(bytes(1), args['name'] === 'SO_LINGER');
    return value === null ? {} : { value };
  } },
  WSADuplicateSocketW: { args: { s: 0, processId: 1 }, results: exported },
  WSADuplicateSocketA: { args: { s: 0, processId: 1 }, results: exported },
  WSACreateEvent: { args: {}, results: ({ value }) => ({ event: value! }) },
  WSACloseEvent: { args: { event: 0 } }, SetEvent: { args: { event: 0 } }, ResetEvent: { args: { event: 0 } },
  // Other programs and other calls set events, too.
  WSAWaitForMultipleEvents: { args: { events: (arg, bytes) => pointersIn(bytes(0), arg(0) >>> 0), waitAll: 2, timeout: timeout(3) },
    results: number, vague: true },
  WSAEventSelect: { args: { s: 0, event: 1, mask: 2 } }, WSAAsyncSelect: { args: { s: 0, window: 1, message: 2, mask: 3 } },
  WSAEnumNetworkEvents: { args: { s: 0, event: 1 }, results: ({ bytes }) => {
    const record = bytes(0);
    return record === null ? {} : networkEventsIn(record, c.FD_BIT);
  } },
  WSAGetOverlappedResult: { args: { s: 0, operation: 1, wait: 3 }, results: (seen) => ({ number: seen.word(0) ?? 0 }) },
  select: { args: { read: socketSet(1), write: socketSet(2), except: socketSet(3), timeout: limitOfSelect }, results: number },
  WSAPoll: { args: { fds: (arg, bytes) => polledIn(bytes(0), arg(1) >>> 0)?.sockets, events: eventsOfPoll, timeout: timeout(2) },
    results: number },
  SetHandleInformation: { args: { s: 0, mask: 1, flags: 2 } },
  DuplicateHandle: { args: { s: 1, targetProcess: 2, inherit: 5 }, results: (seen) => ({ descriptor: seen.word(0) ?? 0 }) },
  CreateIoCompletionPort: { args: { s: (arg) => (arg(0) >= Number.MAX_SAFE_INTEGER ? null : arg(0)), port: 1, key: 2 }, results: port },
  GetQueuedCompletionStatus: { args: { port: 0, timeout: timeout(4) }, results: (seen) => ({ value: seen.word(1) ?? 0,
    number: seen.word(0) ?? 0, operation: pointerAt(seen.bytes(2) ?? '', 0) }), packets: onePacket, vague: true },
  GetQueuedCompletionStatusEx: { args: { port: 0, most: 2, timeout: timeout(4) }, results: (seen) => ({ number: seen.word(1) ?? 0 }),
    packets: (seen) => (seen.value === null ? [] : packetsIn(seen.bytes(0), seen.word(1) ?? 0)), vague: true },
  PostQueuedCompletionStatus: { args: { port: 0, bytes: 1, key: 2 } },
  CancelIoEx: { args: { s: 0, operation: 1 } },
};
