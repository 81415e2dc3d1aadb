/** CreateWindowExW, WSAAsyncSelect, PeekMessageW. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import { dwordArg, flagsArg, handleArg } from './args.ts';
import { orNull, plain, socketOf, type Preparations } from './prepared.ts';
import type { Winsock } from './types.ts';

/** A message-only window, which needs no desktop. HWND values fit 32 bits, and -3 is HWND_MESSAGE. */
const HWND_MESSAGE = 0xffff_ffff_ffff_fffdn;
const WM_USER = 0x0400;
const PM_REMOVE = 1;
/** MSG: hwnd 0, message 8, wParam 16, lParam 24, time, pt; 48 bytes on x64. */
const MSG_SIZE = 48;

export const MESSAGES = {
  CreateWindowExW: ({ user }) => orNull(user.CreateWindowExW, [0, 'Static', null, 0, 0, 0, 0, 0, HWND_MESSAGE, 0, 0, 0],
    (returned) => ({ window: Number(returned) })),
  WSAAsyncSelect: ({ ws2 }, args) => plain(ws2.WSAAsyncSelect, [
    socketOf(args), handleArg(args, 'window'), dwordArg(args, 'message', WM_USER), flagsArg(args, 'mask', c.FD),
  ]),
} satisfies Preparations;

export interface SocketMessage {
  fd: number;
  event: string;
  /** Nonzero only. */
  error?: number;
}

/** Takes every queued socket message for a window of this thread; never blocks. Discards other messages. */
export function takeMessages({ user }: Winsock, window: number): SocketMessage[] {
  const found: SocketMessage[] = [];
  const msg = Buffer.alloc(MSG_SIZE);
  while (user.PeekMessageW(msg, window, 0, 0, PM_REMOVE)) {
    if (msg.readUInt32LE(8) < WM_USER) continue;
    // S47: wParam is the socket, the low word of lParam the event, the high word its error.
    const [bits, error] = [msg.readUInt16LE(24), msg.readUInt16LE(26)];
    const event = Object.entries(c.FD).find(([, bit]) => bit === bits)?.[0] ?? String(bits);
    found.push({ fd: Number(msg.readBigUInt64LE(16)), event, ...(error === 0 ? {} : { error }) });
  }
  return found.sort((a, b) => a.fd - b.fd || a.event.localeCompare(b.event));
}
