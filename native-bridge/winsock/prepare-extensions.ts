/** Functions of the provider, by the address that WSAIoctl gives. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import { allocateOperation, KIND } from './overlapped-memory.ts';
import { pointedCall } from './bindings.ts';
import { dataArg, flagsArg, handleArg, textArg } from './args.ts';
import { freeing, started } from './prepare-overlapped.ts';
import { orNull, socketOf, type NativeCall, type Preparations } from './prepared.ts';
import { encodeSockaddr } from './sockaddr.ts';
import type { Winsock } from './types.ts';

const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;
/** WSAID_ACCEPTEX and its like of mswsock.h, in memory order. */
const ID = {
  AcceptEx: Buffer.from('f17d36b5accbcf1195ca00805f48a192', 'hex'),
  ConnectEx: Buffer.from('b907a225f3dd60468ee976e58c74063e', 'hex'),
  DisconnectEx: Buffer.from('112eda7f30866f43a031f536a6eec157', 'hex'),
  TransmitFile: Buffer.from('f07d36b5accbcf1195ca00805f48a192', 'hex'),
};
/** AcceptEx needs 16 bytes more than an address, for each. */
const ADDRESS_ROOM = 28 + 16;

export const EXTENSIONS = {
  AcceptEx: (calls, args) => {
    const memory = allocateOperation(calls, KIND.accept, 2 * ADDRESS_ROOM, null, handleArg(args, 'event'));
    const native = provided(calls, socketOf(args), ID.AcceptEx, 'bool __stdcall AcceptEx(uintptr_t listener, uintptr_t socket, '
      + 'uintptr_t output, uint32_t receive, uint32_t localRoom, uint32_t remoteRoom, uintptr_t bytes, uintptr_t overlapped)');
    return started(calls, memory, native,
      [socketOf(args), handleArg(args, 'acceptSocket'), memory.data, 0, ADDRESS_ROOM, ADDRESS_ROOM, memory.bytes, memory.address],
      (returned) => !returned);
  },
  ConnectEx: (calls, args) => {
    const address = encodeSockaddr(textArg(args, 'address'));
    const memory = allocateOperation(calls, KIND.send, 0, null, handleArg(args, 'event'));
    const native = provided(calls, socketOf(args), ID.ConnectEx, 'bool __stdcall ConnectEx(uintptr_t s, void *address, int length, '
      + 'uintptr_t data, uint32_t size, uintptr_t sent, uintptr_t overlapped)');
    return started(calls, memory, native, [socketOf(args), address, address.length, 0, 0, 0, memory.address], (returned) => !returned);
  },
  DisconnectEx: (calls, args) => {
    const flags = flagsArg(args, 'flags', c.DISCONNECT_FLAGS);
    const native = provided(calls, socketOf(args), ID.DisconnectEx,
      'bool __stdcall DisconnectEx(uintptr_t s, uintptr_t overlapped, uint32_t flags, uint32_t reserved)');
    return orNull(native, [socketOf(args), 0, flags, 0]);
  },
  TransmitFile: (calls, args) => {
    const data = dataArg(args, 'data');
    const memory = allocateOperation(calls, KIND.send, data.length, data, handleArg(args, 'event'));
    // TRANSMIT_FILE_BUFFERS: the buffer before the file, its size, and the same after it.
    const buffers = Buffer.alloc(32);
    buffers.writeBigUInt64LE(BigInt(memory.data), 0);
    buffers.writeUInt32LE(data.length, 8);
    const native = provided(calls, socketOf(args), ID.TransmitFile, 'bool __stdcall TransmitFile(uintptr_t s, uintptr_t file, '
      + 'uint32_t count, uint32_t perSend, uintptr_t overlapped, void *buffers, uint32_t reserved)');
    const params = (overlapped: number) => [socketOf(args), 0, 0, 0, overlapped, buffers, 0];
    if (args['overlapped'] !== true) return freeing(calls, memory, orNull(native, params(0), () => ({ number: data.length })));
    const operation = started(calls, memory, native, params(memory.address), (returned) => !returned);
    // The call tells no number of bytes.
    return { ...operation, results: (returned, error) => (returned ? { operation: memory.address, started: false, number: data.length }
      : operation.results(returned, error)) };
  },
} satisfies Preparations;

/**
 * The function of the socket's provider; one that fails with the error of WSAIoctl if there is none. The exports of mswsock.dll
 * are not used: under Wine 10 they fail for the rest of the process, without an error code, once the first socket was invalid.
 */
function provided({ ws2 }: Winsock, socket: number, id: Buffer, prototype: string): NativeCall {
  const found = Buffer.alloc(8);
  const ask = (): boolean =>
    ws2.WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, id, id.length, found, found.length, [0], 0, 0) === 0;
  if (ask()) return pointedCall(found.readBigUInt64LE(0), prototype);
  // Asked again in place of the call, so that the thread's last error is that of the question. It never blocks.
  const refused = (): boolean => (ask(), false);
  return Object.assign(refused, {
    async: (...params: unknown[]) => (params.at(-1) as (failure: null, returned: boolean) => void)(null, refused()),
  });
}
