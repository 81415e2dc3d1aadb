/** WSAAsyncSelect and the message-only window it needs. Messages are polled, so that no thread needs a message loop. */
import { descriptor, flags, handle, integer, optional } from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

const window = handle('window', 'A window of this process', 'window');

export const MESSAGE_CALLS = defineCalls('winsock', learnPage('winuser'), {
  CreateWindowExW: {
    summary: 'Creates a message-only window (class Static, parent HWND_MESSAGE); it belongs to the calling thread.',
    prototype: 'HWND CreateWindowExW(DWORD dwExStyle, LPCWSTR lpClassName, LPCWSTR lpWindowName, DWORD dwStyle, int X, int Y, '
      + 'int nWidth, int nHeight, HWND hWndParent, HMENU hMenu, HINSTANCE hInstance, LPVOID lpParam);',
    args: [], result: 'window', verb: 'target', c: 'written', short: 'message-only',
  },
  WSAAsyncSelect: {
    summary: 'Registers a window for the events of a mask; the previous registration of the socket is cancelled.',
    prototype: 'int WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg, long lEvent);', doc: learnPage('winsock2')('WSAAsyncSelect'),
    args: [descriptor('s', 'The descriptor (SOCKET)'), optional(window),
      optional(integer('message', 'Message number, WM_USER (1024) and above', 0, 0xffff)),
      flags('mask', 'Events; empty cancels', c.FD)],
    result: 'none', verb: 'register', registers: 'sole', nonblocking: 'by registering', c: 'written',
    short: '{mask} → window {window}; {mask}; cancel',
  },
  PeekMessageW: {
    summary: 'Takes the socket messages posted to the window, with descriptor and event (S47).',
    prototype: 'BOOL PeekMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin, UINT wMsgFilterMax, UINT wRemoveMsg);',
    args: [window, optional(integer('timeout', 'Milliseconds to keep polling while there is no message', 0, 60_000))],
    result: 'events', verb: 'take messages', waits: 'timeout', idle: 'no messages', byPeer: true, c: 'written',
  },
});
