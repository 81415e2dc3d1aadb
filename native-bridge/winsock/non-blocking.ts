/**
 * Blocking calls made without blocking: for `main`, whose thread and libuv pool serve the whole application.
 * They are retried with zero timeouts, spaced by timers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { IOCTL } from '../../app/shared/calls/constants-winsock.ts';
import { nothingCame } from '../../app/shared/calls/idle.ts';
import { ok, type CallSpec, type ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { startWinsock } from './bindings.ts';
import { errorOutcome, performWinsock, performWinsockAsync } from './perform.ts';
import { dwordArg, handleArg } from './args.ts';
import { addressesOf, POLL, readyNow, takeSocketError } from './perform-inspect.ts';

const LOOK_EVERY_MS = 3;
/** Time limit in milliseconds for a call that was expected not to block. */
const BELIEF_LIMIT_MS = 500;
const WSAEWOULDBLOCK = 10035;
const ENDED_BY_US = new Set(['WSA_OPERATION_ABORTED', 'WSAEINTR']);

/**
 * connect on a blocking socket in at most `limitMs` milliseconds; null if it is still in progress then.
 * The socket is made non-blocking for the duration and blocking again afterwards: the mode belongs to the
 * underlying socket, so every other descriptor has it during that time.
 */
export async function connectPatiently(call: CallSpec, args: ResolvedArgs, limitMs: number): Promise<Performed | null> {
  const socket = handleArg(args, 's');
  const { ws2 } = startWinsock();
  if (ws2.ioctlsocket(socket, IOCTL.FIONBIO, [1]) !== 0) return performWinsock(call, args);
  const deadline = performance.now() + limitMs;
  try {
    const first = performWinsock(call, args);
    if (first.outcome.kind !== 'error' || first.outcome.number !== WSAEWOULDBLOCK) return first;
    for (;;) {
      // Some versions do not report a failed connect in WSAPoll, so the error is read as well.
      const connected = readyNow(socket, POLL.WRITE);
      const error = takeSocketError(socket);
      if (error !== 0) return { outcome: errorOutcome(error), micros: first.micros, observed: addressesOf(socket) };
      if (connected) return { outcome: ok(), micros: first.micros, observed: addressesOf(socket) };
      if (performance.now() >= deadline) return null;
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    ws2.ioctlsocket(socket, IOCTL.FIONBIO, [0]);
  }
}

/** A wait (WSAWaitForMultipleEvents, GetQueuedCompletionStatus, select, WSAPoll) with its timeout, as calls with a zero timeout. */
export async function waitPatiently(call: CallSpec, args: ResolvedArgs): Promise<Performed> {
  const start = performance.now();
  const deadline = start + dwordArg(args, 'timeout');
  for (;;) {
    const performed = performWinsock(call, { ...args, timeout: 0 });
    if (!nothingCame(performed.outcome, call) || performance.now() >= deadline)
      return { ...performed, micros: (performance.now() - start) * 1000 };
    await pause(LOOK_EVERY_MS);
  }
}

/**
 * A call that is expected not to block (the socket is non-blocking, or was just ready), made on another thread all
 * the same: if it does block, that thread waits and not the application. Null if it has not returned soon;
 * then it is cancelled, so that it takes no data later.
 * @param accompanied other operations of this process wait on the socket and would be cancelled with it, so the call
 * is left running.
 */
export async function performBounded(call: CallSpec, args: ResolvedArgs, accompanied: boolean): Promise<Performed | null> {
  const returned = performWinsockAsync(call, args);
  const soon = await within(returned, BELIEF_LIMIT_MS);
  if (soon || accompanied) return soon;
  startWinsock().kernel.CancelIoEx(handleArg(args, 's'), 0);
  const late = await within(returned, BELIEF_LIMIT_MS);
  return late?.outcome.kind === 'error' && ENDED_BY_US.has(late.outcome.name) ? null : late;
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const aborted = new AbortController();
  try {
    return await Promise.race([work, pause(ms, null, { signal: aborted.signal }).catch(() => null)]);
  } finally {
    aborted.abort();
  }
}
