/** Overlapped operations and completion ports. */
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import {
  allocateOperation, bytesMoved, freeOperation, KIND, operationAt, receivedBy, statusOf, type OperationMemory,
} from './overlapped-memory.ts';
import { dllCall } from './bindings.ts';
import { dataArg, dwordArg, handleArg, intArg, textArg } from './args.ts';
import { endSeen } from './perform-inspect.ts';
import { orNull, socketOf, type NativeCall, type Preparations, type PreparedCall } from './prepared.ts';
import { decodeSockaddr, emptySockaddr, encodeSockaddr } from './sockaddr.ts';
import type { Winsock } from './types.ts';

const WSA_IO_PENDING = 997;
/** OVERLAPPED_ENTRY: key, OVERLAPPED, status, bytes transferred. */
const ENTRY = 32;

export const OVERLAPPED = {
  WSASend: (calls, args) => {
    const data = dataArg(args, 'data');
    const memory = allocateOperation(calls, KIND.send, data.length, data, handleArg(args, 'event'));
    return transfer(calls, args, memory, calls.ws2.WSASend, [socketOf(args), memory.buffer, 1, memory.bytes, 0]);
  },
  WSARecv: (calls, args) => {
    const memory = allocateOperation(calls, KIND.receive, intArg(args, 'length'), null, handleArg(args, 'event'));
    return transfer(calls, args, memory, calls.ws2.WSARecv, [socketOf(args), memory.buffer, 1, memory.bytes, memory.flags]);
  },
  WSASendTo: (calls, args) => {
    const [data, to] = [dataArg(args, 'data'), encodeSockaddr(textArg(args, 'to'))];
    const memory = allocateOperation(calls, KIND.send, data.length, data, handleArg(args, 'event'));
    return transfer(calls, args, memory,
      dllCall('ws2_32.dll', 'int __stdcall WSASendTo(uintptr_t s, uintptr_t buffers, uint32_t count, uintptr_t sent, '
        + 'uint32_t flags, void *to, int toLength, uintptr_t overlapped, uintptr_t routine)'),
    [socketOf(args), memory.buffer, 1, memory.bytes, 0, to, to.length]);
  },
  WSARecvFrom: (calls, args) => {
    const memory = allocateOperation(calls, KIND.receive, intArg(args, 'length'), null, handleArg(args, 'event'));
    // The system would write an address when the operation ends, and these buffers live no longer than the call.
    const from = args['overlapped'] === true ? null : emptySockaddr();
    const prepared = transfer(calls, args, memory,
      dllCall('ws2_32.dll', 'int __stdcall WSARecvFrom(uintptr_t s, uintptr_t buffers, uint32_t count, uintptr_t received, '
        + 'uintptr_t flags, void *from, _Inout_ int *fromLength, uintptr_t overlapped, uintptr_t routine)'),
    [socketOf(args), memory.buffer, 1, memory.bytes, memory.flags, from, from && [from.length]]);
    return from === null ? prepared
      : { ...prepared, results: (returned, error) => ({ ...prepared.results(returned, error), ...senderIn(from) }) };
  },
  WSAGetOverlappedResult: (calls, args) => {
    const [bytes, flags]: [[number | null], [number | null]] = [[0], [0]];
    const operation = operationAt(handleArg(args, 'operation'));
    return orNull(calls.ws2.WSAGetOverlappedResult, [socketOf(args), operation, bytes, args['wait'] === true, flags],
      () => moved(calls, operation, bytes[0] ?? 0));
  },
  CancelIoEx: ({ kernel }, args) => orNull(kernel.CancelIoEx, [socketOf(args), handleArg(args, 'operation')]),
  CreateIoCompletionPort: ({ kernel }, args) => orNull(kernel.CreateIoCompletionPort,
    [typeof args['s'] === 'number' ? handleArg(args, 's') : INVALID_HANDLE, handleArg(args, 'port'), dwordArg(args, 'key'), 0],
    (returned) => ({ port: Number(returned) })),
  GetQueuedCompletionStatus: (calls, args) => {
    const bytes: [number | null] = [0];
    const [key, operation]: [[number | bigint | null], [number | bigint | null]] = [[0], [0]];
    const taken = orNull(calls.kernel.GetQueuedCompletionStatus,
      [handleArg(args, 'port'), bytes, key, operation, dwordArg(args, 'timeout')],
      // A packet that was posted has no operation.
      () => ({ value: Number(key[0]), ...(Number(operation[0]) === 0 ? { number: bytes[0] ?? 0 }
        : { operation: Number(operation[0]), ...moved(calls, Number(operation[0]), bytes[0] ?? 0) }) }));
    // A call that fails without an operation has taken no packet.
    return { ...taken, packet: () => (Number(operation[0]) === 0 ? null
      : { key: Number(key[0]), bytes: bytes[0] ?? 0, status: statusOf(calls, operationAt(Number(operation[0]))) }) };
  },
  GetQueuedCompletionStatusEx: (_calls, args) => {
    const most = intArg(args, 'most', 1);
    const entries = Buffer.alloc(most * ENTRY);
    const count: [number | null] = [0];
    return orNull(dllCall('kernel32.dll',
      'bool __stdcall GetQueuedCompletionStatusEx(uintptr_t port, void *entries, uint32_t most, _Inout_ uint32_t *count, '
        + 'uint32_t timeout, bool alertable)'),
      [handleArg(args, 'port'), entries, most, count, dwordArg(args, 'timeout'), false], () => ({
        number: count[0] ?? 0,
        value: Array.from({ length: count[0] ?? 0 }, (_, i) => String(entries.readBigUInt64LE(i * ENTRY))).join(', '),
      }));
  },
  PostQueuedCompletionStatus: (_calls, args) => orNull(
    dllCall('kernel32.dll',
      'bool __stdcall PostQueuedCompletionStatus(uintptr_t port, uint32_t bytes, uintptr_t key, uintptr_t operation)'),
    [handleArg(args, 'port'), dwordArg(args, 'bytes'), dwordArg(args, 'key'), 0]),
} satisfies Preparations;

/** On a connected stream no address is written. */
const senderIn = (from: Buffer): Results => (from.readUInt16LE(0) === 0 ? {} : { address: decodeSockaddr(from) });

/** INVALID_HANDLE_VALUE: a port without a file. */
const INVALID_HANDLE = 0xffff_ffff_ffff_ffffn;

function transfer(
  calls: Winsock, args: ResolvedArgs, memory: OperationMemory, native: NativeCall, params: readonly unknown[],
): PreparedCall {
  const failed = (returned: number | bigint): boolean => Number(returned) === -1;
  if (args['overlapped'] === true) return started(calls, memory, native, [...params, memory.address, 0], failed);
  const ended = 'length' in args ? endSeen(socketOf(args), intArg(args, 'length')) : () => false;
  const results = (): Results => {
    const n = bytesMoved(calls, memory);
    return { ...moved(calls, memory.address, n), ended: ended(n) };
  };
  return freeing(calls, memory, { native, params: [...params, 0, 0], failed, results });
}

/** A call that fails with WSA_IO_PENDING has not failed: its operation continues. */
export function started(
  calls: Winsock, memory: OperationMemory, native: NativeCall, params: readonly unknown[], negative: (returned: number | bigint) => boolean,
): PreparedCall {
  return {
    native, params,
    failed: (returned, error) => {
      const failed = negative(returned) && error !== WSA_IO_PENDING;
      if (failed) freeOperation(calls, memory);
      return failed;
    },
    results: (returned) => ({
      operation: memory.address,
      ...(negative(returned) ? { started: true } : { started: false, ...moved(calls, memory.address, bytesMoved(calls, memory)) }),
    }),
  };
}

/** Without an OVERLAPPED the memory is needed only during the call. */
export function freeing(calls: Winsock, memory: OperationMemory, call: PreparedCall): PreparedCall {
  const freed = <T>(value: T): T => {
    freeOperation(calls, memory);
    return value;
  };
  return {
    ...call,
    failed: (returned, error) => (call.failed(returned, error) ? freed(true) : false),
    results: (returned, error) => freed(call.results(returned, error)),
  };
}

function moved(calls: Winsock, operation: number, count: number): Results {
  const received = receivedBy(calls, operation, count);
  return { number: count, ...(received ? { data: byteStringOf(received) } : {}) };
}
