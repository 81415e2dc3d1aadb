/** Every Winsock call and its rule. */
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, resumeRule } from '../common/process.ts';
import { callsWith, type WinsockCallName } from '../../calls/catalogue.ts';
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

const RULES: Readonly<Record<WinsockCallName, CallRule>> = {
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
  GetHandleInformation: getHandleInformation,
  SetHandleInformation: setHandleInformation,
  DuplicateHandle: duplicateHandle,
};

const ON_HANDLES: ReadonlySet<string> = new Set(callsWith('winsock', 'anyHandle'));

export const WINSOCK_RULES: ReadonlyMap<string, CallRule> = new Map(
  Object.entries(RULES).map(([name, rule]) => [name, ON_HANDLES.has(name) ? rule : cautious(rule)]));
