/** Every Winsock call and its rule: a call of the catalogue without one does not compile. */
import { type CallName, callsWith } from '../../calls/catalogue.ts';
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, pauseRule, resumeRule } from '../common/process.ts';
import type { CallRule } from '../types.ts';
import { DATAGRAM_RULES, telling } from './datagrams.ts';
import { HANDOFF_RULES } from './handoff.ts';
import { EXTENSION_RULES } from './extensions.ts';
import { HANDLE_RULES, cautious } from './handles.ts';
import { MESSAGE_RULES } from './messages.ts';
import { OPTION_RULES, inContext } from './options.ts';
import { OVERLAPPED_RULES } from './overlapped.ts';
import { PORT_RULES } from './ports.ts';
import { READY_RULES } from './ready.ts';
import { endingWithTheSocket, receive } from './receive.ts';
import { reportingRefusal } from './refused.ts';
import { REGISTRATION_RULES } from './registration.ts';
import { byPath, withPath } from './unix.ts';
import { listening, seeing } from './view.ts';

const RULES: Readonly<Record<CallName<'winsock'>, CallRule>> = {
  bind: seeing(bindRule, 'bound'),
  listen: seeing(listening(listenRule), 'listening'),
  connect: seeing(byPath(reportingRefusal(telling(connectRule))), 'established'),
  accept: endingWithTheSocket(acceptRule),
  WSAConnect: seeing(byPath(reportingRefusal(telling(connectRule))), 'established'),
  WSAAccept: endingWithTheSocket(acceptRule),
  closesocket: closeRule,
  send: sendRule,
  recv: receive,
  shutdown: inContext(shutdownRule),
  CreateProcessW: createRule,
  ResumeThread: resumeRule,
  Sleep: pauseRule,
  ExitProcess: exitRule,
  getsockname: inContext(withPath(nameRule('local'))),
  getpeername: inContext(nameRule('remote')),
  ...DATAGRAM_RULES, ...HANDOFF_RULES, ...EXTENSION_RULES, ...HANDLE_RULES, ...MESSAGE_RULES, ...OPTION_RULES, ...OVERLAPPED_RULES,
  ...PORT_RULES, ...READY_RULES, ...REGISTRATION_RULES,
};

const ANY_HANDLE: ReadonlySet<string> = new Set(callsWith('winsock', 'anyHandle'));

export const WINSOCK_RULES: ReadonlyMap<string, CallRule> = new Map(
  Object.entries(RULES).map(([name, rule]) => [name, ANY_HANDLE.has(name) ? rule : cautious(rule)]));
