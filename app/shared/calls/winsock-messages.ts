/** WSAAsyncSelect and the message-only window that it needs. Polled, so that no thread has to pump messages. */
import { flags, handle, integer, optional } from './args.ts';
import * as c from './constants-winsock.ts';
import type { CallSpec } from './types.ts';
import { describe, s } from './winsock-describe.ts';

const window = handle('window', 'A window of this process', 'window');

export const MESSAGE_CALLS: readonly CallSpec[] = [
  describe('winuser', 'CreateWindowExW', 'Makes a message-only window (class Static, parent HWND_MESSAGE); it belongs to the thread that made it.',
    'HWND CreateWindowExW(DWORD dwExStyle, LPCWSTR lpClassName, LPCWSTR lpWindowName, DWORD dwStyle, int X, int Y, int nWidth, int nHeight, HWND hWndParent, HMENU hMenu, HINSTANCE hInstance, LPVOID lpParam);',
    [], 'window'),
  describe('winsock2', 'WSAAsyncSelect', 'Makes the one registration of the socket: a window for a mask; the former one is cancelled.',
    'int WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg, long lEvent);',
    [s, optional(window), optional(integer('message', 'Message number, WM_USER (1024) and above', 0, 0xffff)),
      flags('mask', 'Events; empty cancels', c.FD)], 'none'),
  describe('winuser', 'PeekMessageW', 'Takes the socket messages that were posted to the window: of which descriptor, which event (S47).',
    'BOOL PeekMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax, UINT wRemoveMsg);',
    [window, optional(integer('timeout', 'Milliseconds to go on looking while there is none', 0, 60_000))], 'events', true),
];
