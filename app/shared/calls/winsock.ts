/** The calls of Windows. Prototypes and pages: Microsoft Learn. */
import { EXTENSION_CALLS } from './winsock-extensions.ts';
import { HANDLE_CALLS } from './winsock-handles.ts';
import { MESSAGE_CALLS } from './winsock-messages.ts';
import { OVERLAPPED_CALLS } from './winsock-overlapped.ts';
import { PROCESS_CALLS } from './winsock-process.ts';
import { READY_CALLS } from './winsock-ready.ts';
import { SOCKET_CALLS } from './winsock-sockets.ts';

export const WINSOCK_CALLS = {
  ...SOCKET_CALLS, ...MESSAGE_CALLS, ...OVERLAPPED_CALLS, ...EXTENSION_CALLS, ...HANDLE_CALLS, ...READY_CALLS, ...PROCESS_CALLS,
} as const;
