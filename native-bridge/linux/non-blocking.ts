/**
 * Blocking calls made without blocking: for `main`, whose thread and libuv pool serve the whole application.
 * They are retried with zero timeouts, spaced by timers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { FCNTL, LINUX_ERRORS, STATUS_FLAGS } from '../../app/shared/calls/constants-linux.ts';
import { nothingCame } from '../../app/shared/calls/idle.ts';
import { type CallSpec, type ResolvedArgs, ok } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { descriptorArg, intArg } from './args.ts';
import { libc } from './bindings.ts';
import { addressesOf, isOpen, POLL, readyNow, takeSocketError } from './inspect.ts';
import { errorOutcome, performLinux } from './perform.ts';

const LOOK_EVERY_MS = 3;

/**
 * connect(2) on a blocking socket in at most `limitMs` milliseconds; null if it is still in progress then.
 *
 * The description is made non-blocking for the duration and restored: connect has no MSG_DONTWAIT, and a thread
 * blocked in it could delay the exit of the application. During that time other
 * holders see O_NONBLOCK too, since it is shared (P2); a loopback connect is over within a poll or two.
 */
export async function connectPatiently(call: CallSpec, args: ResolvedArgs, limitMs: number): Promise<Performed | null> {
  const fd = descriptorArg(args, 'fd');
  const flags = Number(libc().fcntl(fd, FCNTL.F_GETFL, 0));
  if (flags < 0) return performLinux(call, args);
  const deadline = performance.now() + limitMs;
  libc().fcntl(fd, FCNTL.F_SETFL, flags | STATUS_FLAGS.O_NONBLOCK);
  try {
    let first = performLinux(call, args);
    // A unix listener whose queue is full returns EAGAIN: nothing is in progress, so call again.
    while (errorNumber(first) === LINUX_ERRORS.EAGAIN && performance.now() < deadline) {
      await pause(LOOK_EVERY_MS);
      first = performLinux(call, args);
    }
    if (errorNumber(first) === LINUX_ERRORS.EAGAIN) return null;
    if (errorNumber(first) !== LINUX_ERRORS.EINPROGRESS) return first;
    while (!readyNow(fd, POLL.OUT)) {
      if (performance.now() >= deadline) return null;
      await pause(LOOK_EVERY_MS);
    }
    const error = takeSocketError(fd);
    // Only a second call registers the established connection; without it the next connect would not return EISCONN.
    if (error === 0) performLinux(call, args);
    return { outcome: error === 0 ? ok() : errorOutcome(error), micros: first.micros, observed: addressesOf(fd) };
  } finally {
    if (isOpen(fd)) libc().fcntl(fd, FCNTL.F_SETFL, flags);
  }
}

/** epoll_wait(2) or poll(2) with its timeout, as calls with a zero timeout until something is ready or the time is over. */
export async function waitPatiently(call: CallSpec, args: ResolvedArgs): Promise<Performed> {
  const start = performance.now();
  const deadline = start + intArg(args, 'timeout');
  for (;;) {
    const performed = performLinux(call, { ...args, timeout: 0 });
    if (!nothingCame(performed.outcome, call) || performance.now() >= deadline)
      return { ...performed, micros: (performance.now() - start) * 1000 };
    await pause(LOOK_EVERY_MS);
  }
}

const errorNumber = (performed: Performed): number => (performed.outcome.kind === 'error' ? performed.outcome.number : 0);
