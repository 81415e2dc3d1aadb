import { FCNTL, FD_FLAGS, LEVEL, SO } from '../../app/shared/calls/constants-linux.ts';
import { libc } from '../linux/bindings.ts';
import { isOpen, lingers } from '../linux/inspect.ts';
import { connectPatiently, epollWaitPatiently } from '../linux/patient.ts';
import { attemptLinux, isLargeSend, performLinux, performLinuxAsync } from '../linux/perform.ts';
import { CONNECT_LIMIT_MS, type PlatformCalls } from './platform-calls.ts';

export const linuxCalls: PlatformCalls = {
  rules: 'linux',
  load: () => { libc(); },
  here: ({ call, args }) => performLinux(call, args),
  // accept4 rests on no poll here: another process may take the connection first, and then the thread
  // that answers all requests of this peer would wait.
  aside: ({ call, args }) =>
    (isLargeSend(call, args) ? null : attemptLinux(call, args, false)) ?? performLinuxAsync(call, args),
  carefully: async ({ call, args }) => {
    const performed = attemptLinux(call, args, true);
    if (performed) return performed;
    if (call.name === 'connect') return connectPatiently(call, args, CONNECT_LIMIT_MS);
    return call.name === 'epoll_wait' ? epollWaitPatiently(call, args) : null;
  },
  isOpen,
  discard: (number) => {
    // The session is over and its other processes are gone: nobody is left to see the option change,
    // and the application must not wait here for unsent bytes.
    if (lingers(number)) libc().setsockopt(number, LEVEL.SOL_SOCKET, SO.SO_LINGER, Buffer.alloc(8), 8);
    libc().close(number);
  },
  setInheritable: (number, inheritable) => {
    const before = Number(libc().fcntl(number, FCNTL.F_GETFD, 0));
    if (before < 0) return false;
    libc().fcntl(number, FCNTL.F_SETFD, inheritable ? before & ~FD_FLAGS.FD_CLOEXEC : before | FD_FLAGS.FD_CLOEXEC);
    return (before & FD_FLAGS.FD_CLOEXEC) === 0;
  },
};
