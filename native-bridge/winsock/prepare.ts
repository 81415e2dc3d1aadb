/**
 * Every call of the Winsock catalogue as a native function with its parameters, its sign of failure and a
 * reader of its results. Synchronous and asynchronous calls share this.
 */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { byteStringOf, toHex } from '../../app/shared/domain/bytes.ts';
import { PROTOCOL_INFO_A_SIZE, PROTOCOL_INFO_SIZE } from '../../app/shared/domain/protocol-info.ts';
import { dllCall } from './bindings.ts';
import { endSeen } from './perform-inspect.ts';
import { decodeOption, encodeOption, optionRoom } from './perform-options.ts';
import { choiceArg, dataArg, dwordArg, flagsArg, handleArg, handlesArg, intArg, textArg } from './args.ts';
import { decodeSockaddr, emptySockaddr, encodeSockaddr } from './sockaddr.ts';
import { EXTENSIONS } from './prepare-extensions.ts';
import { MESSAGES } from './prepare-messages.ts';
import { OVERLAPPED } from './prepare-overlapped.ts';
import { HANDLES } from './prepare-handles.ts';
import { READY } from './prepare-ready.ts';
import { DATAGRAMS } from './prepare-datagrams.ts';
import { newSocket, plain, socketOf, type NativeCall, type Preparations, type PreparedCall } from './prepared.ts';
import { isInvalidSocket, type Winsock } from './types.ts';
import { own } from '../../app/shared/base/own.ts';

/** Take family, type and protocol from the WSAPROTOCOL_INFOW (S19). */
const FROM_PROTOCOL_INFO = -1;
const WSA_WAIT_FAILED = 0xffff_ffff;
/** WSANETWORKEVENTS: lNetworkEvents, then iErrorCode[10]. */
const NETWORK_EVENTS_SIZE = 44;

const s = socketOf;

const CALLS: Required<Preparations> = {
  WSASocketW: ({ ws2 }, args, blob) => socketFrom(ws2.WSASocketW, args, blob),
  WSASocketA: (_calls, args, blob) => socketFrom(dllCall('ws2_32.dll',
    'uintptr_t __stdcall WSASocketA(int af, int type, int protocol, void *info, uint32_t group, uint32_t flags)'), args, blob),
  bind: ({ ws2 }, args) => withAddress(ws2.bind, args),
  connect: ({ ws2 }, args) => withAddress(ws2.connect, args),
  listen: ({ ws2 }, args) => plain(ws2.listen, [s(args), intArg(args, 'backlog')]),
  accept: ({ ws2 }, args) => accepting(ws2.accept, args),
  WSAAccept: (_calls, args) => accepting(dllCall('ws2_32.dll',
    'uintptr_t __stdcall WSAAccept(uintptr_t s, void *address, _Inout_ int *length, uintptr_t condition, uintptr_t data)'), args, 0, 0),
  WSAConnect: (_calls, args) => withAddress(dllCall('ws2_32.dll',
    'int __stdcall WSAConnect(uintptr_t s, void *address, int length, void *said, void *answered, void *quality, void *group)'), args,
    null, null, null, null),
  WSADuplicateSocketW: ({ ws2 }, args) => exporting(ws2.WSADuplicateSocketW, args, PROTOCOL_INFO_SIZE),
  WSADuplicateSocketA: (_calls, args) => exporting(dllCall('ws2_32.dll',
    'int __stdcall WSADuplicateSocketA(uintptr_t s, uint32_t processId, void *info)'), args, PROTOCOL_INFO_A_SIZE),
  closesocket: ({ ws2 }, args) => plain(ws2.closesocket, [s(args)]),
  setsockopt: ({ ws2 }, args) => {
    const { bytes, size } = sized(encodeOption(textArg(args, 'name'), args['value']), args);
    return plain(ws2.setsockopt, [s(args), choiceArg(args, 'level', c.LEVEL), choiceArg(args, 'name', c.OPTIONS), bytes, size]);
  },
  getsockopt: ({ ws2 }, args) => {
    const room = optionRoom(textArg(args, 'name'));
    const value = Buffer.alloc(room);
    const { bytes, size } = sized(value, args);
    const length = [size];
    return plain(ws2.getsockopt, [s(args), choiceArg(args, 'level', c.LEVEL), choiceArg(args, 'name', c.OPTIONS), bytes, length],
      () => ({ value: decodeOption(textArg(args, 'name'), bytes ?? value, length[0] ?? 0) }));
  },
  send: ({ ws2 }, args) => {
    const data = dataArg(args, 'data');
    return plain(ws2.send, [s(args), data, data.length,
      flagsArg(args, 'flags', c.SEND_FLAGS)], (returned) => ({ number: Number(returned) }));
  },
  recv: ({ ws2 }, args) => {
    const length = intArg(args, 'length');
    const data = Buffer.alloc(Math.max(1, length));
    const ended = endSeen(s(args), length);
    return plain(ws2.recv, [s(args), data, length, flagsArg(args, 'flags', c.MSG)], (returned) => {
      const n = Number(returned);
      return { data: byteStringOf(data.subarray(0, n)), ended: ended(n) };
    });
  },
  shutdown: ({ ws2 }, args) => plain(ws2.shutdown, [s(args), choiceArg(args, 'how', c.SHUTDOWN)]),
  ioctlsocket: ({ ws2 }, args) => {
    const value: [number] = [dwordArg(args, 'value')];
    return plain(ws2.ioctlsocket, [s(args), choiceArg(args, 'command', c.IOCTL), value],
      () => (args['command'] === 'FIONREAD' ? { value: value[0] } : {}));
  },
  WSACreateEvent: ({ ws2 }) => plain(ws2.WSACreateEvent, [], (returned) => ({ event: Number(returned) }),
    (returned) => BigInt(returned) === 0n),
  WSAEventSelect: ({ ws2 }, args) => plain(ws2.WSAEventSelect, [s(args), handleArg(args, 'event'), flagsArg(args, 'mask', c.FD)]),
  WSAEnumNetworkEvents: ({ ws2 }, args) => {
    const record = Buffer.alloc(NETWORK_EVENTS_SIZE);
    return plain(ws2.WSAEnumNetworkEvents, [s(args), handleArg(args, 'event'), record], () => networkEvents(record));
  },
  WSAWaitForMultipleEvents: ({ ws2 }, args) => {
    const { bytes, count } = handlesArg(args, 'events');
    return plain(ws2.WSAWaitForMultipleEvents, [count, bytes, args['waitAll'] === true, dwordArg(args, 'timeout'), false],
      (returned) => ({ number: Number(returned) }), (returned) => Number(returned) === WSA_WAIT_FAILED);
  },
  getsockname: ({ ws2 }, args) => addressCall(ws2.getsockname, args),
  getpeername: ({ ws2 }, args) => addressCall(ws2.getpeername, args),
  ...DATAGRAMS, ...EXTENSIONS, ...MESSAGES, ...OVERLAPPED, ...HANDLES, ...READY,
};

/**
 * Prepares a call without performing it. `blob` is the WSAPROTOCOL_INFOW to import, complete and
 * unchanged (S16), for WSASocketW.
 * @throws RangeError for a call or a value that the catalogue does not define.
 */
export function prepareCall(calls: Winsock, name: string, args: ResolvedArgs, blob: Uint8Array | null): PreparedCall {
  const prepare = own(CALLS, name);
  if (!prepare) throw new RangeError(`"${name}" is not a call of the Winsock catalogue`);
  return prepare(calls, args, blob);
}

/** The first bytes of a structure, in a buffer of its full size: the system always reads all of it. */
function partOf(blob: Uint8Array, count: number): Buffer {
  const part = Buffer.alloc(Math.max(PROTOCOL_INFO_SIZE, blob.length));
  part.set(blob.subarray(0, count));
  return part;
}

function socketFrom(native: NativeCall, args: ResolvedArgs, blob: Uint8Array | null): PreparedCall {
  const absent = blob ? FROM_PROTOCOL_INFO : 0;
  return plain(native, [
    choiceArg(args, 'af', c.FAMILY, absent), choiceArg(args, 'type', c.TYPE, absent),
    choiceArg(args, 'protocol', c.PROTOCOL, absent), blob && partOf(blob, intArg(args, 'infoBytes', blob.length)), 0,
    flagsArg(args, 'flags', c.SOCKET_FLAGS),
  ], newSocket, isInvalidSocket);
}

function exporting(native: NativeCall, args: ResolvedArgs, size: number): PreparedCall {
  const info = Buffer.alloc(size);
  return plain(native, [s(args), dwordArg(args, 'processId'), args['nullBuffer'] === true ? null : info], () => ({ blob: toHex(info) }));
}

function withAddress(native: NativeCall, args: ResolvedArgs, ...rest: readonly unknown[]): PreparedCall {
  const { bytes, size } = sized(encodeSockaddr(textArg(args, 'address')), args);
  return plain(native, [s(args), bytes, size, ...rest]);
}

function accepting(native: NativeCall, args: ResolvedArgs, ...rest: readonly unknown[]): PreparedCall {
  const address = emptySockaddr();
  return plain(native, [s(args), address, [address.length], ...rest],
    (returned) => ({ descriptor: Number(returned), address: decodeSockaddr(address) }), isInvalidSocket);
}

function addressCall(native: NativeCall, args: ResolvedArgs): PreparedCall {
  const { bytes, size } = sized(emptySockaddr(), args);
  return plain(native, [s(args), bytes, [size]], () => (bytes ? { address: decodeSockaddr(bytes) } : {}));
}

/** The buffer and length to pass: as they are, or as the call asks. The buffer is never shorter than the length. */
function sized(bytes: Buffer, args: ResolvedArgs): { bytes: Buffer | null; size: number } {
  const size = intArg(args, 'size', bytes.length);
  const room = size > bytes.length ? Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]) : bytes;
  return { bytes: args['nullBuffer'] === true ? null : room, size };
}

/** Only the error codes of reported events are written; the others keep their values (S44). */
function networkEvents(record: Buffer): Results {
  const bits = record.readInt32LE(0);
  const events = Object.entries(c.FD).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
  const errors: Record<string, number> = {};
  for (const [name, index] of Object.entries(c.FD_BIT)) {
    const code = record.readInt32LE(4 + 4 * index);
    if (events.includes(name) && code !== 0) errors[name] = code;
  }
  return { events, errors };
}
