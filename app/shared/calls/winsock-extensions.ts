/** Functions of the provider beside the API of Winsock 2; programs ask WSAIoctl for the address of the first two. */
import { address, boolean, descriptor, event, flags, optional, text } from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

const s = descriptor('s', 'The descriptor (SOCKET)');
const done = optional(event('event', 'Event object that is set when the operation completes (hEvent)'));

export const EXTENSION_CALLS = defineCalls('winsock', learnPage('mswsock'), {
  ConnectEx: {
    summary: 'Starts an operation that connects a bound socket. Until SO_UPDATE_CONNECT_CONTEXT is set, calls such as shutdown and '
      + 'getpeername do not know the connection.', doc: learnPage('mswsock')('LPFN_CONNECTEX').replace('nf-', 'nc-'),
    prototype: 'BOOL ConnectEx(SOCKET s, const struct sockaddr *name, int namelen, PVOID lpSendBuffer, DWORD dwSendDataLength, '
      + 'LPDWORD lpdwBytesSent, LPOVERLAPPED lpOverlapped);',
    args: [s, address('address', 'Where to'), done],
    result: 'operation', verb: 'connect', address: 'connects', overlapped: 'always', c: 'written', short: '{address}',
  },
  DisconnectEx: {
    summary: 'Ends the connection in both directions; here always without an OVERLAPPED. With TF_REUSE_SOCKET another one can follow.',
    doc: learnPage('mswsock')('LPFN_DISCONNECTEX').replace('nf-', 'nc-'),
    prototype: 'BOOL DisconnectEx(SOCKET s, LPOVERLAPPED lpOverlapped, DWORD dwFlags, DWORD dwReserved);',
    args: [s, optional(flags('flags', 'Flags', c.DISCONNECT_FLAGS))],
    result: 'none', verb: 'shut down', c: 'written',
  },
  TransmitFile: {
    summary: 'Sends a file and the buffers around it; here one buffer without a file, TF_DISCONNECT or TF_REUSE_SOCKET. With an OVERLAPPED '
      + 'it starts a separate operation.',
    prototype: 'BOOL TransmitFile(SOCKET hSocket, HANDLE hFile, DWORD nNumberOfBytesToWrite, DWORD nNumberOfBytesPerSend, '
      + 'LPOVERLAPPED lpOverlapped, LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers, DWORD dwReserved);',
    args: [s, text, optional(boolean('overlapped', 'Pass an OVERLAPPED: the call returns and the operation continues')), done],
    result: 'operation', verb: 'send', waits: 'room', overlapped: 'if asked', number: 'bytes', c: 'written',
  },
});
