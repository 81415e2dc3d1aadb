/** Every Winsock call and its rule. */
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { recvRule, sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, resumeRule } from '../common/process.ts';
import { getOptionRule, setOptionRule } from '../common/options.ts';
import type { CallRule } from '../types.ts';
import { WINSOCK } from './dialect.ts';
import { duplicateSocket, wsaSocket } from './duplicate.ts';
import { createEvent, enumNetworkEvents, eventSelect, ioctlsocket, waitForMultipleEvents } from './registration.ts';

export const WINSOCK_RULES: Readonly<Record<string, CallRule>> = {
  WSASocketW: wsaSocket,
  bind: bindRule(WINSOCK),
  listen: listenRule(WINSOCK),
  connect: connectRule(WINSOCK),
  accept: acceptRule(WINSOCK),
  WSADuplicateSocketW: duplicateSocket,
  closesocket: closeRule(WINSOCK),
  setsockopt: setOptionRule(WINSOCK),
  getsockopt: getOptionRule(WINSOCK),
  send: sendRule(WINSOCK),
  recv: recvRule(WINSOCK),
  shutdown: shutdownRule(WINSOCK),
  ioctlsocket,
  WSACreateEvent: createEvent,
  WSAEventSelect: eventSelect,
  WSAEnumNetworkEvents: enumNetworkEvents,
  WSAWaitForMultipleEvents: waitForMultipleEvents,
  CreateProcessW: createRule(WINSOCK),
  ResumeThread: resumeRule,
  ExitProcess: exitRule(WINSOCK),
  getsockname: nameRule(WINSOCK, 'local'),
  getpeername: nameRule(WINSOCK, 'remote'),
};
