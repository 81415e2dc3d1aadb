/** Handle flags and duplicates, event objects, and what providers say of themselves. */
import { boolean, choice, event, flags, optional, pid } from './args.ts';
import * as c from './constants-winsock.ts';
import type { CallSpec } from './types.ts';
import { describe, s } from './winsock-describe.ts';

const e = event('event', 'An event object of this process');

export const HANDLE_CALLS: readonly CallSpec[] = [
  describe('handleapi', 'GetHandleInformation', 'Reads the flags of this handle: they are its own, not of the underlying socket (S21).',
    'BOOL GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags);', [s], 'flags'),
  describe('handleapi', 'SetHandleInformation', 'Sets flags of this handle; another thread may start a process meanwhile (S50).',
    'BOOL SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags);',
    [s, flags('mask', 'Which flags', c.HANDLE_FLAGS), flags('flags', 'To what', c.HANDLE_FLAGS)], 'none'),
  describe('handleapi', 'DuplicateHandle', 'Makes another handle for the socket behind the back of Winsock; documented not to be done (S51).',
    'BOOL DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle, HANDLE hTargetProcessHandle, LPHANDLE lpTargetHandle, DWORD dwDesiredAccess, BOOL bInheritHandle, DWORD dwOptions);',
    [s, optional(pid('targetProcess', 'Process that gets the handle; this one if absent')), optional(boolean('inherit', 'Inheritable'))], 'descriptor'),
  describe('winsock2', 'WSASetEvent', 'Sets an event object.', 'BOOL WSASetEvent(WSAEVENT hEvent);', [e], 'none'),
  describe('winsock2', 'WSAResetEvent', 'Resets an event object; what was recorded stays recorded (S44).', 'BOOL WSAResetEvent(WSAEVENT hEvent);', [e], 'none'),
  describe('winsock2', 'WSACloseEvent', 'Closes an event object; closesocket does not do it (S38).', 'BOOL WSACloseEvent(WSAEVENT hEvent);', [e], 'none'),
  describe('winsock2', 'WSAIoctl', 'Asks the provider: SIO_BASE_HANDLE for the handle below all layers (S53), FIONREAD for the bytes that wait.',
    'int WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);',
    [s, choice('code', 'What to ask', c.IOCTL_CODES)], 'value'),
  describe('winsock2', 'WSAEnumProtocolsW', 'Lists the providers of this machine, with the lengths of their chains (S14, S15).',
    'int WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer, LPDWORD lpdwBufferLength);', [], 'number'),
];
