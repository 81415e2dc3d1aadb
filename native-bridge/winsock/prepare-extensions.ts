/** Functions of the provider: ConnectEx and DisconnectEx by the address that WSAIoctl gives, TransmitFile from mswsock.dll. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import { allocateOperation, KIND } from './overlapped-memory.ts';
import { dllCall, pointedCall } from './bindings.ts';
import { dataArg, flagsArg, handleArg, textArg } from './args.ts';
import { freeing, started } from './prepare-overlapped.ts';
import { direct, orNull, socketOf, type Preparations } from './prepared.ts';
import { encodeSockaddr } from './sockaddr.ts';
import type { Winsock } from './types.ts';

const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;
/** WSAID_CONNECTEX and WSAID_DISCONNECTEX of mswsock.h, in memory order. */
const CONNECT_EX = Buffer.from('b907a225f3dd60468ee976e58c74063e', 'hex');
const DISCONNECT_EX = Buffer.from('112eda7f30866f43a031f536a6eec157', 'hex');

export const EXTENSIONS = {
  ConnectEx: (calls, args) => {
    const address = encodeSockaddr(textArg(args, 'address'));
    const memory = allocateOperation(calls, KIND.send, 0, null, handleArg(args, 'event'));
    return started(calls, memory, direct(() => {
      const connectEx = extension(calls, socketOf(args), CONNECT_EX, 'bool __stdcall ConnectEx(uintptr_t s, void *address, int length, '
        + 'uintptr_t data, uint32_t size, uintptr_t sent, uintptr_t overlapped)');
      return connectEx !== null && Boolean(connectEx(...[socketOf(args), address, address.length, 0, 0, 0, memory.address] as never[]));
    }), [], (returned) => !returned);
  },
  DisconnectEx: (calls, args) => orNull(direct(() => {
    const flags = flagsArg(args, 'flags', c.DISCONNECT_FLAGS);
    const disconnectEx = extension(calls, socketOf(args), DISCONNECT_EX,
      'bool __stdcall DisconnectEx(uintptr_t s, uintptr_t overlapped, uint32_t flags, uint32_t reserved)');
    return disconnectEx !== null && Boolean(disconnectEx(...[socketOf(args), 0, flags, 0] as never[]));
  }), []),
  TransmitFile: (calls, args) => {
    const data = dataArg(args, 'data');
    const memory = allocateOperation(calls, KIND.send, data.length, data, handleArg(args, 'event'));
    // TRANSMIT_FILE_BUFFERS: the buffer before the file, its size, and the same after it.
    const buffers = Buffer.alloc(32);
    buffers.writeBigUInt64LE(BigInt(memory.data), 0);
    buffers.writeUInt32LE(data.length, 8);
    const native = dllCall('mswsock.dll', 'bool __stdcall TransmitFile(uintptr_t s, uintptr_t file, uint32_t count, uint32_t perSend, '
      + 'uintptr_t overlapped, void *buffers, uint32_t reserved)');
    const params = (overlapped: number) => [socketOf(args), 0, 0, 0, overlapped, buffers, 0];
    if (args['overlapped'] !== true) return freeing(calls, memory, orNull(native, params(0), () => ({ number: data.length })));
    const operation = started(calls, memory, native, params(memory.address), (returned) => !returned);
    // The call tells no number of bytes.
    return { ...operation, results: (returned, error) => (returned ? { operation: memory.address, started: false, number: data.length }
      : operation.results(returned, error)) };
  },
} satisfies Preparations;

/** The function of the socket's provider; null if it gives none, with the error as the last one. */
function extension({ ws2 }: Winsock, socket: number, id: Buffer, prototype: string): ReturnType<typeof pointedCall> | null {
  const found = Buffer.alloc(8);
  if (ws2.WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, id, id.length, found, found.length, [0], 0, 0) !== 0) return null;
  return pointedCall(found.readBigUInt64LE(0), prototype);
}
