/** Handle flags and duplicates, event objects, and what providers say of themselves. */
import { boolean, choice, descriptor, event, flags, optional, pid } from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

const s = descriptor('s', 'The descriptor (SOCKET)');
const e = event('event', 'An event object of this process');

const FLAG_CALLS = defineCalls('winsock', learnPage('handleapi'), {
  GetHandleInformation: {
    summary: 'Reads the flags of this handle: they are its own, not of the underlying socket (S21).',
    prototype: 'BOOL GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags);', args: [s],
    result: 'flags', verb: 'get inheritance', anyHandle: true, c: 'written',
  },
  SetHandleInformation: {
    summary: 'Sets flags of this handle; another thread may start a process meanwhile (S50).',
    prototype: 'BOOL SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags);',
    args: [s, flags('mask', 'Which flags', c.HANDLE_FLAGS), flags('flags', 'To what', c.HANDLE_FLAGS)],
    result: 'none', verb: 'set inheritance', setsInheritance: true, anyHandle: true, c: { ok: 'SetHandleInformation((HANDLE){s}, {mask}, {flags})' },
  },
  DuplicateHandle: {
    summary: 'Makes another handle for the socket behind the back of Winsock; documented not to be done (S51).',
    prototype: 'BOOL DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions);',
    args: [s, optional(pid('targetProcess', 'Process that gets the handle; this one if absent')), optional(boolean('inherit', 'Inheritable'))],
    result: 'descriptor', verb: 'duplicate', copies: true, anyHandle: true, c: 'written',
  },
});

const EVENT_CALLS = defineCalls('winsock', learnPage('winsock2'), {
  WSASetEvent: {
    summary: 'Sets an event object.', prototype: 'BOOL WSASetEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'set event', c: { ok: 'WSASetEvent({event})' },
  },
  WSAResetEvent: {
    summary: 'Resets an event object; what was recorded stays recorded (S44).', prototype: 'BOOL WSAResetEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'reset event', c: { ok: 'WSAResetEvent({event})' },
  },
  WSACloseEvent: {
    summary: 'Closes an event object; closesocket does not do it (S38).', prototype: 'BOOL WSACloseEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'close event', closes: true, c: { ok: 'WSACloseEvent({event})' },
  },
  WSAIoctl: {
    summary: 'Asks the provider: SIO_BASE_HANDLE for the handle below all layers (S53), FIONREAD for the bytes that wait.',
    prototype: 'int WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    args: [s, choice('code', 'What to ask', c.IOCTL_CODES)], result: 'value', verb: 'ask provider', c: 'written',
  },
  WSAEnumProtocolsW: {
    summary: 'Lists the providers of this machine, with the lengths of their chains (S14, S15).',
    prototype: 'int WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer, LPDWORD lpdwBufferLength);', args: [],
    result: 'number', verb: 'list providers', number: 'count', c: 'written',
  },
});

/** What WSASetEvent and WSAResetEvent do, by the names of the kernel's own functions: a WSAEVENT is an event object. */
const KERNEL_EVENT_CALLS = defineCalls('winsock', learnPage('synchapi'), {
  SetEvent: {
    summary: 'Sets an event object; the same as WSASetEvent, since a WSAEVENT is one.', prototype: 'BOOL SetEvent(HANDLE hEvent);', args: [e],
    result: 'none', verb: 'set event', c: { ok: 'SetEvent({event})' },
  },
  ResetEvent: {
    summary: 'Resets an event object; what was recorded stays recorded (S44).', prototype: 'BOOL ResetEvent(HANDLE hEvent);', args: [e],
    result: 'none', verb: 'reset event', c: { ok: 'ResetEvent({event})' },
  },
});

export const HANDLE_CALLS = { ...FLAG_CALLS, ...EVENT_CALLS, ...KERNEL_EVENT_CALLS } as const;
