/** Every Winsock call and its rule. */
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, resumeRule } from '../common/process.ts';
import type { CallRule } from '../types.ts';
import { WINSOCK } from './dialect.ts';
import { receiveFrom, sendTo, socketCall } from './datagrams.ts';
import { duplicateSocket, wsaSocket } from './duplicate.ts';
import { asyncSelect, createWindow, peekMessages } from './messages.ts';
import { acceptEx, cancelIo, overlappedResult, wsaRecv, wsaSend } from './overlapped.ts';
import { createPort, nextPacket } from './ports.ts';
import {
  cautious, closeEvent, duplicateHandle, enumProtocols, getHandleInformation, resetEvent, setEvent, setHandleInformation, wsaIoctl,
} from './handles.ts';
import { getOption, setOption } from './options.ts';
import { poll, select } from './ready.ts';
import { endingWithTheSocket, receive } from './receive.ts';
import { listening, seeing } from './view.ts';
import { createEvent, enumNetworkEvents, eventSelect, ioctlsocket, waitForMultipleEvents } from './registration.ts';

const ON_SOCKETS: Readonly<Record<string, CallRule>> = {
  WSASocketW: wsaSocket,
  socket: socketCall,
  bind: seeing(bindRule(WINSOCK), 'bound'),
  listen: seeing(listening(listenRule(WINSOCK)), 'listening'),
  connect: seeing(connectRule(WINSOCK), 'established'),
  accept: endingWithTheSocket(acceptRule(WINSOCK)),
  WSADuplicateSocketW: duplicateSocket,
  closesocket: closeRule(WINSOCK),
  setsockopt: setOption,
  getsockopt: getOption,
  send: sendRule(WINSOCK),
  recv: receive,
  sendto: sendTo,
  recvfrom: receiveFrom,
  shutdown: shutdownRule(WINSOCK),
  ioctlsocket,
  WSACreateEvent: createEvent,
  WSAEventSelect: eventSelect,
  WSAEnumNetworkEvents: enumNetworkEvents,
  WSAWaitForMultipleEvents: waitForMultipleEvents,
  CreateWindowExW: createWindow,
  WSAAsyncSelect: asyncSelect,
  PeekMessageW: peekMessages,
  WSASend: wsaSend,
  WSARecv: wsaRecv,
  AcceptEx: acceptEx,
  WSAGetOverlappedResult: overlappedResult,
  CancelIoEx: cancelIo,
  CreateIoCompletionPort: createPort,
  GetQueuedCompletionStatus: nextPacket,
  CreateProcessW: createRule(WINSOCK),
  ResumeThread: resumeRule,
  ExitProcess: exitRule(WINSOCK),
  getsockname: nameRule(WINSOCK, 'local'),
  getpeername: nameRule(WINSOCK, 'remote'),
  WSAIoctl: wsaIoctl,
  WSAEnumProtocolsW: enumProtocols,
  WSASetEvent: setEvent,
  WSAResetEvent: resetEvent,
  WSACloseEvent: closeEvent,
  select,
  WSAPoll: poll,
};

/** These speak of handles, whoever made them. */
const ON_HANDLES: Readonly<Record<string, CallRule>> = {
  GetHandleInformation: getHandleInformation,
  SetHandleInformation: setHandleInformation,
  DuplicateHandle: duplicateHandle,
};

export const WINSOCK_RULES: Readonly<Record<string, CallRule>> = {
  ...Object.fromEntries(Object.entries(ON_SOCKETS).map(([name, rule]) => [name, cautious(rule)])),
  ...ON_HANDLES,
};
