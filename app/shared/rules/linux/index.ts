/** Every Linux call and its rule. */
import { closeRule } from '../common/close.ts';
import { acceptRule, bindRule, connectRule, listenRule, nameRule } from '../common/connections.ts';
import { sendRule, shutdownRule } from '../common/data.ts';
import { createRule, exitRule, listenFdsRule } from '../common/process.ts';
import { getOptionRule, setOptionRule } from '../common/options.ts';
import type { LinuxCallName } from '../../calls/catalogue.ts';
import type { CallRule } from '../types.ts';
import { recvfrom, sendto } from './datagrams.ts';
import { fcntl, socket, socketpair } from './descriptors.ts';
import { LINUX } from './dialect.ts';
import { dup, dup2, kcmp, pidfdGetfd, pidfdOpen } from './duplicate.ts';
import { epollCreate, epollCtl, epollWait } from './epoll.ts';
import { poll } from './poll.ts';
import { recv, recvmsg, sendmsg } from './rights.ts';
import { sigioCount } from './signals.ts';

const RULES: Readonly<Record<LinuxCallName, CallRule>> = {
  socket,
  bind: bindRule(LINUX),
  listen: listenRule(LINUX),
  connect: connectRule(LINUX),
  accept4: acceptRule(LINUX),
  sendmsg,
  recvmsg,
  socketpair,
  dup,
  dup2,
  dup3: dup2,
  kcmp,
  pidfd_open: pidfdOpen,
  pidfd_getfd: pidfdGetfd,
  close: closeRule(LINUX),
  setsockopt: setOptionRule(LINUX),
  getsockopt: getOptionRule(LINUX),
  send: sendRule(LINUX),
  recv,
  shutdown: shutdownRule(LINUX),
  fcntl,
  epoll_create1: epollCreate,
  epoll_ctl: epollCtl,
  epoll_wait: epollWait,
  poll,
  sendto,
  recvfrom,
  sigio_count: sigioCount,
  fork: createRule(LINUX),
  exit: exitRule(LINUX),
  sd_listen_fds: listenFdsRule,
  getsockname: nameRule(LINUX, 'local'),
  getpeername: nameRule(LINUX, 'remote'),
};

export const LINUX_RULES: ReadonlyMap<string, CallRule> = new Map(Object.entries(RULES));
