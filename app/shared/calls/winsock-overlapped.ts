/** Overlapped operations and completion ports: calls that return before the operation completes. */
import { address, boolean, descriptor, event, handle, integer, length, optional, text, timeout } from './args.ts';
import { defineCalls, learnPage } from './define.ts';

const s = descriptor('s', 'The descriptor (SOCKET)');
const operation = handle('operation', 'A started operation (its OVERLAPPED)', 'operation');
const port = handle('port', 'A completion port of this process', 'port');
const overlapped = optional(boolean('overlapped', 'Pass an OVERLAPPED: the call returns and the operation continues'));
const told = optional(event('event', 'Event object that is set when the operation completes (hEvent)'));

const TRANSFERS = defineCalls('winsock', learnPage('winsock2'), {
  WSASend: {
    summary: 'Sends bytes; with an OVERLAPPED it starts a separate operation.',
    prototype: 'int WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, '
      + 'LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    args: [s, text, overlapped, told],
    result: 'operation', verb: 'send', waits: 'room', overlapped: 'if asked', number: 'bytes', c: 'written',
  },
  WSARecv: {
    summary: 'Receives bytes; with an OVERLAPPED it starts a separate operation that waits for them.',
    prototype: 'int WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, '
      + 'LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    args: [s, length, overlapped, told],
    result: 'operation', verb: 'receive', waits: 'data', receives: true, overlapped: 'if asked', c: 'written',
  },
  WSASendTo: {
    summary: 'Sends one datagram to an address; with an OVERLAPPED it starts a separate operation.',
    prototype:
      'int WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent, DWORD dwFlags, const '
        + 'struct sockaddr *lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    args: [s, text, address('to', 'Where to'), overlapped, told],
    result: 'operation', verb: 'send', waits: 'room', overlapped: 'if asked', number: 'bytes', address: 'sends to', c: 'written',
  },
  WSARecvFrom: {
    summary: 'Takes one datagram and tells who sent it; overlapped, the operation waits for it, here without the address of the sender.',
    prototype:
      'int WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, '
        + 'struct sockaddr *lpFrom, LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE '
        + 'lpCompletionRoutine);',
    args: [s, length, overlapped, told],
    result: 'operation', verb: 'receive', waits: 'data', receives: true, overlapped: 'if asked', c: 'written',
  },
  AcceptEx: {
    summary: 'Accepts the next connection of a listening socket into the given unbound socket.', doc: learnPage('mswsock')('AcceptEx'),
    prototype: 'BOOL AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket, PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD '
      + 'dwLocalAddressLength, DWORD dwRemoteAddressLength, LPDWORD lpdwBytesReceived, LPOVERLAPPED lpOverlapped);',
    args: [s, descriptor('acceptSocket', 'An unbound, unconnected socket'), told],
    result: 'operation', verb: 'accept', accepts: true, overlapped: 'always', c: 'written',
  },
  WSAGetOverlappedResult: {
    summary: 'Reads the result of an operation, or reports that it is still pending.',
    prototype: 'BOOL WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped, LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags);',
    args: [s, operation, optional(boolean('wait', 'Wait until it completes'))],
    result: 'number', verb: 'operation result', waits: 'operation', number: 'bytes', c: 'written',
  },
});

const PORTS = defineCalls('winsock', learnPage('ioapiset'), {
  CancelIoEx: {
    summary: 'Cancels operations that this process started on the underlying socket.',
    prototype: 'BOOL CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped);',
    args: [s, optional(operation)], result: 'none', verb: 'cancel', c: 'written',
  },
  CreateIoCompletionPort: {
    summary: 'Creates a completion port, or associates a socket with one, once in the life of the underlying socket (S49).',
    prototype: 'HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD '
      + 'NumberOfConcurrentThreads);',
    args: [optional(s), optional(port), optional(integer('key', 'Key for packets of this socket', 0, 0x7fffffff))],
    result: 'port', verb: 'target', registers: 'for life', c: 'written',
    short: '{s} → port {port}, key {key}; {s} → port {port}; {s} → a new port, key {key}; {s} → a new port; a new port',
  },
  GetQueuedCompletionStatus: {
    summary: 'Takes the next packet of a port: the key and the result of the operation.',
    prototype: 'BOOL GetQueuedCompletionStatus(HANDLE CompletionPort, LPDWORD lpNumberOfBytesTransferred, PULONG_PTR '
      + 'lpCompletionKey, LPOVERLAPPED *lpOverlapped, DWORD dwMilliseconds);',
    args: [port, timeout],
    result: 'value', verb: 'next packet', waits: 'timeout', idle: 'error WAIT_TIMEOUT', number: 'bytes', value: 'key', c: 'written',
    short: 'port {port}, {timeout}',
  },
  GetQueuedCompletionStatusEx: {
    summary: 'Takes several packets of a port at a time: how many, and their keys. How an operation ended WSAGetOverlappedResult tells.',
    prototype:
      'BOOL GetQueuedCompletionStatusEx(HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries, ULONG ulCount, '
        + 'PULONG ulNumEntriesRemoved, DWORD dwMilliseconds, BOOL fAlertable);',
    args: [port, integer('most', 'Room for this many packets', 1, 64), timeout],
    result: 'number', verb: 'next packet', waits: 'timeout', idle: 'error WAIT_TIMEOUT', number: 'count', c: 'written',
    short: 'port {port}, up to {most}, {timeout}',
  },
  PostQueuedCompletionStatus: {
    summary: 'Puts a packet into a port without any operation; here without an OVERLAPPED.',
    prototype:
      'BOOL PostQueuedCompletionStatus(HANDLE CompletionPort, DWORD dwNumberOfBytesTransferred, ULONG_PTR dwCompletionKey, '
        + 'LPOVERLAPPED lpOverlapped);',
    args: [port, optional(integer('bytes', 'Number of bytes that the packet names', 0, 0x7fffffff)),
      optional(integer('key', 'Key that the packet carries', 0, 0x7fffffff))],
    result: 'none', verb: 'post packet', c: { ok: 'PostQueuedCompletionStatus({port}, {bytes|0}, {key|0}, NULL)' },
  },
});

export const OVERLAPPED_CALLS = { ...TRANSFERS, ...PORTS } as const;
