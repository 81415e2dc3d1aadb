/** Overlapped operations and completion ports: calls that return before what they ask for has happened. */
import { boolean, data, descriptor, event, handle, integer, optional } from './args.ts';
import type { CallSpec } from './types.ts';
import { describe, s } from './winsock-describe.ts';

const operation = handle('operation', 'An operation that was started (its OVERLAPPED)', 'operation');
const port = handle('port', 'A completion port of this process', 'port');
const overlapped = optional(boolean('overlapped', 'Pass an OVERLAPPED: the call returns, and the operation goes on'));
const told = optional(event('event', 'Event object that the end of the operation sets (hEvent)'));

export const OVERLAPPED_CALLS: readonly CallSpec[] = [
  describe('winsock2', 'WSASend', 'Sends bytes; overlapped, the operation is an object of its own.',
    'int WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    [s, data('data', 'Text to send, as UTF-8'), overlapped, told], 'operation', true),
  describe('winsock2', 'WSARecv', 'Takes bytes; overlapped, the operation is an object of its own and waits for them.',
    'int WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    [s, integer('length', 'Buffer size in bytes', 0, 65536), overlapped, told], 'operation', true),
  describe('mswsock', 'AcceptEx', 'Lets the next connection of a listening socket become the given, unbound socket.',
    'BOOL AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket, PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength, LPDWORD lpdwBytesReceived, LPOVERLAPPED lpOverlapped);',
    [s, descriptor('acceptSocket', 'A socket that is neither bound nor connected'), told], 'operation'),
  describe('winsock2', 'WSAGetOverlappedResult', 'Tells how an operation ended, or that it has not.',
    'BOOL WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags);',
    [s, operation, optional(boolean('wait', 'Wait for its end'))], 'number', true),
  describe('ioapiset', 'CancelIoEx', 'Cancels operations that this process started on the underlying socket.',
    'BOOL CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped);', [s, optional(operation)], 'none'),
  describe('ioapiset', 'CreateIoCompletionPort', 'Makes a completion port, or ties a socket to one, once for the life of the underlying socket (S49).',
    'HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads);',
    [optional(s), optional(port), optional(integer('key', 'Key that packets of this socket carry', 0, 0x7fffffff))], 'port'),
  describe('ioapiset', 'GetQueuedCompletionStatus', 'Takes the next packet of a port: the key, and how the operation ended.',
    'BOOL GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR lpCompletionKey, LPOVERLAPPED *lpOverlapped, DWORD dwMilliseconds);',
    [port, integer('timeout', 'Milliseconds', 0, 60_000)], 'value', true),
];
