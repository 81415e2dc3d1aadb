/** Handle flags and duplicates, event objects, and provider information. */
import { boolean, choice, descriptor, event, flags, optional, pid } from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

const s = descriptor('s', 'The descriptor (SOCKET)');
const e = event('event', 'An event object of this process');

const FLAG_CALLS = defineCalls('winsock', learnPage('handleapi'), {
  GetHandleInformation: {
    summary: 'Reads the flags of this handle; they do not belong to the underlying socket (S21).',
    prototype: 'BOOL GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags);', args: [s],
    result: 'flags', verb: 'get inheritance', anyHandle: true, c: 'written',
  },
  SetHandleInformation: {
    summary: 'Sets flags of this handle; another thread can start a process in the meantime (S50).',
    prototype: 'BOOL SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags);',
    args: [s, flags('mask', 'Which flags', c.HANDLE_FLAGS), flags('flags', 'To what', c.HANDLE_FLAGS)],
    result: 'none', verb: 'set inheritance', setsInheritance: true, anyHandle: true,
    c: { ok: 'SetHandleInformation((HANDLE){s}, {mask}, {flags})' },
  },
  DuplicateHandle: {
    summary: 'Creates another handle for the socket without Winsock; the documentation advises against it (S51).',
    prototype: 'BOOL DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE '
      + 'lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions);',
    args: [s, optional(pid('targetProcess', 'Process that gets the handle; this one if absent')),
      optional(boolean('inherit', 'Inheritable'))],
    result: 'descriptor', verb: 'duplicate', copies: true, anyHandle: true, c: 'written',
  },
});

const EVENT_CALLS = defineCalls('winsock', learnPage('winsock2'), {
  WSASetEvent: {
    summary: 'Sets an event object.', prototype: 'BOOL WSASetEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'set event', c: { ok: 'WSASetEvent({event})' },
  },
  WSAResetEvent: {
    summary: 'Resets an event object; recorded events stay recorded (S44).', prototype: 'BOOL WSAResetEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'reset event', c: { ok: 'WSAResetEvent({event})' },
  },
  WSACloseEvent: {
    summary: 'Closes an event object; closesocket does not close it (S38).', prototype: 'BOOL WSACloseEvent(WSAEVENT hEvent);', args: [e],
    result: 'none', verb: 'close event', closes: true, c: { ok: 'WSACloseEvent({event})' },
  },
  WSAIoctl: {
    summary: 'Queries the provider: SIO_BASE_HANDLE for the handle below all layers (S53), FIONREAD for the number of bytes to read.',
    prototype: 'int WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD '
      + 'cbOutBuffer, LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE '
      + 'lpCompletionRoutine);',
    args: [s, choice('code', 'What to ask', c.IOCTL_CODES)], result: 'value', verb: 'ask provider', c: 'written',
  },
  WSAEnumProtocolsW: {
    summary: 'Lists the providers of this machine with their chain lengths (S14, S15).',
    prototype: 'int WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer, LPDWORD lpdwBufferLength);', args: [],
    result: 'number', verb: 'list providers', number: 'count', c: 'written',
  },
});

/** The kernel functions behind WSASetEvent and WSAResetEvent: a WSAEVENT is an event object. */
const KERNEL_EVENT_CALLS = defineCalls('winsock', learnPage('synchapi'), {
  SetEvent: {
    summary: 'Sets an event object; equivalent to WSASetEvent, because a WSAEVENT is an event object.',
    prototype: 'BOOL SetEvent(HANDLE hEvent);', args: [e],
    result: 'none', verb: 'set event', c: { ok: 'SetEvent({event})' },
  },
  ResetEvent: {
    summary: 'Resets an event object; recorded events stay recorded (S44).', prototype: 'BOOL ResetEvent(HANDLE hEvent);', args: [e],
    result: 'none', verb: 'reset event', c: { ok: 'ResetEvent({event})' },
  },
});

export const HANDLE_CALLS = { ...FLAG_CALLS, ...EVENT_CALLS, ...KERNEL_EVENT_CALLS } as const;
