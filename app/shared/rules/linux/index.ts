/** Every Linux call and its rule: a call of the catalogue without one does not compile. */
import type { CallName } from '../../calls/catalogue.ts';
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, pauseRule } from '../common/process.ts';
import { getOptionRule, setOptionRule } from '../common/options.ts';
import { type CallRule, UNPREDICTED } from '../types.ts';
import { listenFds } from './activation.ts';
import { DATAGRAM_RULES } from './datagrams.ts';
import { DESCRIPTOR_RULES } from './descriptors.ts';
import { HANDOFF_RULES } from './duplicate.ts';
import { EPOLL_RULES } from './epoll.ts';
import { poll } from './poll.ts';
import { RIGHTS_RULES } from './rights.ts';
import { READY_RULES } from './select.ts';
import { sigioCount } from './signals.ts';

const RULES: Readonly<Record<CallName<'linux'>, CallRule>> = {
  bind: bindRule,
  listen: listenRule,
  connect: connectRule,
  accept: acceptRule,
  accept4: acceptRule,
  close: closeRule,
  setsockopt: setOptionRule,
  getsockopt: getOptionRule,
  send: sendRule,
  shutdown: shutdownRule,
  poll, ppoll: poll,
  sigio_count: sigioCount,
  fork: createRule,
  exit: exitRule,
  unshare: { predict: () => UNPREDICTED },
  pipe2: { predict: () => UNPREDICTED },
  splice: { predict: () => UNPREDICTED },
  sd_listen_fds: listenFds,
  nanosleep: pauseRule,
  getsockname: nameRule('local'),
  getpeername: nameRule('remote'),
  ...DATAGRAM_RULES, ...DESCRIPTOR_RULES, ...HANDOFF_RULES, ...EPOLL_RULES, ...READY_RULES, ...RIGHTS_RULES,
};

export const LINUX_RULES: ReadonlyMap<string, CallRule> = new Map(Object.entries(RULES));
