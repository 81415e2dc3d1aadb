/**
 * Every call of the Linux catalogue as a native function with its parameters and a reader of its results.
 * Synchronous and asynchronous calls share this, so they cannot differ.
 */
import * as c from '../../app/shared/calls/constants-linux.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import { choiceArg, dataArg, descriptorArg, flagsArg, namesOf, intArg, textArg } from './args.ts';
import { libcCall, type Libc, type NativeCall } from './bindings.ts';
import { decodeEpollEvents, encodeEpollEvent, EPOLL_EVENT_SIZE } from './epoll-event.ts';
import { iovec, IOVEC } from './iovec.ts';
import { decodeOption, encodeOption, OPTION_ROOM, OPTIONS } from './options.ts';
import { endSeen, sendFlags } from './data-calls.ts';
import { DESCRIPTOR_CALLS } from './prepare-descriptors.ts';
import { FILES } from './prepare-files.ts';
import { MESSAGES } from './prepare-messages.ts';
import { READY } from './prepare-ready.ts';
import { type Preparations, type PreparedCall, newDescriptor, plain } from './prepared.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_ROOM } from './sockaddr.ts';
import { timespec } from './time.ts';
import { own } from '../../app/shared/base/own.ts';

const fd = (args: ResolvedArgs): number => descriptorArg(args, 'fd');

const CALLS: Required<Preparations> = {
  socket: (libc, args) => plain(libc.socket, [
    choiceArg(args, 'domain', c.FAMILY),
    choiceArg(args, 'type', c.TYPE) | flagsArg(args, 'flags', c.SOCKET_FLAGS),
    choiceArg(args, 'protocol', c.PROTOCOL),
  ], newDescriptor),
  bind: (libc, args) => withAddress(libc.bind, args),
  connect: (libc, args) => withAddress(libc.connect, args),
  listen: (libc, args) => plain(libc.listen, [fd(args), intArg(args, 'backlog')]),
  accept4: (libc, args) => {
    const out = addressOut();
    return plain(libc.accept4, [fd(args), out.address, out.length, flagsArg(args, 'flags', c.SOCKET_FLAGS)],
      (n) => ({ descriptor: n, address: out.text() }));
  },
  accept: (_libc, args) => {
    const out = addressOut();
    return plain(libcCall('int accept(int fd, void *address, void *length)'), [fd(args), out.address, out.length],
      (n) => ({ descriptor: n, address: out.text() }));
  },
  close: (libc, args) => plain(libc.close, [fd(args)]),
  shutdown: (libc, args) => plain(libc.shutdown, [fd(args), choiceArg(args, 'how', c.SHUTDOWN)]),
  send: (libc, args, addFlags) => {
    const data = dataArg(args, 'data');
    return plain(libc.send, [fd(args), data, data.length, sendFlags(args, addFlags)], (n) => ({ number: n }));
  },
  recv: (libc, args, addFlags) => {
    const data = Buffer.alloc(intArg(args, 'length'));
    return plain(libc.recv, [fd(args), data, data.length, flagsArg(args, 'flags', c.MSG) | addFlags], receivedIn(data, args));
  },
  read: (_libc, args) => {
    const data = Buffer.alloc(intArg(args, 'length'));
    return plain(libcCall('long read(int fd, void *data, size_t length)'), [fd(args), data, data.length], receivedIn(data, args));
  },
  // No MSG_NOSIGNAL here: the runtime ignores SIGPIPE, so EPIPE comes alone.
  write: (_libc, args) => {
    const data = dataArg(args, 'data');
    return plain(libcCall('long write(int fd, void *data, size_t length)'), [fd(args), data, data.length], (n) => ({ number: n }));
  },
  readv: (_libc, args) => {
    const data = Buffer.alloc(intArg(args, 'length') + intArg(args, 'moreLength'));
    const vector = iovec(data, ...cuts(args, 'moreLength', intArg(args, 'length')));
    return { native: libcCall('long readv(int fd, void *vector, int count)'), params: [fd(args), vector, vector.length / IOVEC], hold: data,
      results: receivedIn(data, args) };
  },
  writev: (_libc, args) => {
    const data = Buffer.concat([dataArg(args, 'data'), dataArg(args, 'more')]);
    const vector = iovec(data, ...cuts(args, 'more', dataArg(args, 'data').length));
    return { native: libcCall('long writev(int fd, void *vector, int count)'), params: [fd(args), vector, vector.length / IOVEC],
      hold: data, results: (n) => ({ number: n }) };
  },
  setsockopt: (libc, args) => {
    const value = encodeOption(textArg(args, 'name') ?? '', args['value']);
    return plain(libc.setsockopt, [fd(args), choiceArg(args, 'level', c.LEVEL), choiceArg(args, 'name', OPTIONS), value, value.length]);
  },
  getsockopt: (libc, args) => {
    const value = Buffer.alloc(OPTION_ROOM);
    const length = uint32(value.length);
    return plain(libc.getsockopt, [fd(args), choiceArg(args, 'level', c.LEVEL), choiceArg(args, 'name', OPTIONS), value, length],
      () => ({ value: decodeOption(textArg(args, 'name') ?? '', value, length.readUInt32LE(0)) }));
  },
  epoll_create1: (libc, args) => plain(libc.epoll_create1, [flagsArg(args, 'flags', c.EPOLL_CREATE)], newDescriptor),
  epoll_ctl: (libc, args) => plain(libc.epoll_ctl, [
    descriptorArg(args, 'epfd'), choiceArg(args, 'op', c.EPOLL_OP), fd(args),
    encodeEpollEvent(flagsArg(args, 'events', c.EPOLL), fd(args)),
  ]),
  epoll_wait: (libc, args) => epollWait(libc.epoll_wait, args, [intArg(args, 'timeout')]),
  epoll_create: (_libc, args) => plain(libcCall('int epoll_create(int size)'), [intArg(args, 'size')], newDescriptor),
  epoll_pwait: (_libc,
    args) => epollWait(libcCall('int epoll_pwait(int epfd, void *events, int most, int timeout, void *mask)'), args,
      [intArg(args, 'timeout'), null]),
  epoll_pwait2: (_libc, args) => epollWait(libcCall('int epoll_pwait2(int epfd, void *events, int most, void *timeout, void *mask)'), args,
    [timespec(intArg(args, 'timeout')), null]),
  getsockname: (libc, args) => addressCall(libc.getsockname, args),
  getpeername: (libc, args) => addressCall(libc.getpeername, args),
  poll: (libc, args) => pollOne(libc.poll, args, [intArg(args, 'timeout')]),
  ppoll: (_libc,
    args) => pollOne(libcCall('int ppoll(void *polled, unsigned long count, void *timeout, void *mask)'), args,
      [timespec(intArg(args, 'timeout')), null]),
  sendto: (libc, args, addFlags) => {
    const [data, to] = [dataArg(args, 'data'), encodeSockaddr(textArg(args, 'to') ?? '')];
    return plain(libc.sendto, [fd(args), data, data.length, sendFlags(args, addFlags), to, to.length], (n) => ({ number: n }));
  },
  recvfrom: (libc, args, addFlags) => {
    const [data, from] = [Buffer.alloc(intArg(args, 'length')), addressOut()];
    const received = receivedIn(data, args);
    return plain(libc.recvfrom, [fd(args), data, data.length, flagsArg(args, 'flags', c.MSG) | addFlags, from.address, from.length],
      (n) => ({ ...received(n), address: from.text() }));
  },
  exit: (libc, args) => plain(libc._exit, [intArg(args, 'code')]),
  ...DESCRIPTOR_CALLS, ...FILES, ...MESSAGES, ...READY,
};

/**
 * Prepares a call without performing it. `addFlags` is or-ed into the flags of data calls
 * (MSG_DONTWAIT), and ignored by the others.
 * @throws RangeError for a call or a value that the catalogue does not define.
 */
export function prepareCall(libc: Libc, name: string, args: ResolvedArgs, addFlags = 0): PreparedCall {
  const prepare = own(CALLS, name);
  if (!prepare) throw new RangeError(`"${name}" is not a call of the Linux catalogue`);
  return prepare(libc, args, addFlags);
}

/** The results of a call that receives bytes into a buffer, for its return value. */
function receivedIn(data: Buffer, args: ResolvedArgs): (n: number) => Results {
  const ended = endSeen(fd(args), data);
  return (n) => ({ data: byteStringOf(data.subarray(0, n)), ended: ended(n) });
}

function epollWait(native: NativeCall, args: ResolvedArgs, rest: readonly unknown[]): PreparedCall {
  const room = intArg(args, 'maxEvents', 64);
  const events = Buffer.alloc(room * EPOLL_EVENT_SIZE);
  return plain(native, [descriptorArg(args, 'epfd'), events, room, ...rest], (n) => {
    const ready = decodeEpollEvents(events, n);
    const all = ready.reduce((bits, item) => bits | item.bits, 0);
    return { ready: ready.map((item) => ({ fd: item.fd, events: namesOf(c.EPOLL, item.bits) })), events: namesOf(c.EPOLL, all) };
  });
}

function pollOne(native: NativeCall, args: ResolvedArgs, rest: readonly unknown[]): PreparedCall {
  // struct pollfd: fd, short events, short revents.
  const polled = Buffer.alloc(8);
  polled.writeInt32LE(fd(args), 0);
  polled.writeInt16LE(flagsArg(args, 'events', c.POLL), 4);
  return plain(native, [polled, 1, ...rest], () => ({ events: namesOf(c.POLL, polled.readInt16LE(6)) }));
}

/** The offset of the second buffer, if there is one. */
const cuts = (args: ResolvedArgs, second: string, at: number): number[] => (args[second] === undefined ? [] : [at]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function addressOut(): { address: Buffer; length: Buffer; text(): string } {
  const address = Buffer.alloc(SOCKADDR_ROOM);
  const length = uint32(SOCKADDR_ROOM);
  return { address, length, text: () => decodeSockaddr(address, length.readUInt32LE(0)) };
}

function addressCall(native: NativeCall, args: ResolvedArgs): PreparedCall {
  const out = addressOut();
  return plain(native, [fd(args), out.address, out.length], () => ({ address: out.text() }));
}

function withAddress(native: NativeCall, args: ResolvedArgs): PreparedCall {
  const address = encodeSockaddr(textArg(args, 'address') ?? '');
  return plain(native, [fd(args), address, address.length]);
}
