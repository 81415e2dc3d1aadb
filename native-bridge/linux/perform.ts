import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';
import { errorName } from '../../app/shared/calls/errors.ts';
import { closedRangeOf, isWithin } from '../../app/shared/calls/ranges.ts';
import { MSG } from '../../app/shared/calls/constants-linux.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { descriptorArg, intArg } from './args.ts';
import { errno, libc } from './bindings.ts';
import { addressesOf, isListening, isNonblocking, lingers, openNumbers, POLL, readyNow } from './inspect.ts';
import { prepareCall } from './prepare.ts';
import type { PreparedCall } from './prepared.ts';

/** Larger sends can fill the buffer partially, and a blocking send must wait for the rest. */
const SMALL_SEND = 4096;

/**
 * Makes the call on this thread and returns when it has returned: a blocking call blocks the thread.
 * @returns outcome with error name and errno, `micros` inside the call, and addresses after calls that set them.
 * @throws RangeError for arguments that the catalogue does not define.
 */
export function performLinux(call: CallSpec, args: ResolvedArgs): Performed {
  return performPrepared(call, args, prepareCall(libc(), call.name, args));
}

/** The same on a thread of libuv's pool. `micros` includes the thread switches. */
export function performLinuxAsync(call: CallSpec, args: ResolvedArgs): Promise<Performed> {
  const prepared = prepareCall(libc(), call.name, args);
  const start = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    prepared.native.async(...prepared.params, (failure: Error | null, returned: number | bigint) => {
      // errno belongs to this call only now, before anything else runs.
      const error = errno();
      const micros = microsSince(start);
      if (failure) reject(failure);
      else resolve(finish(call, args, prepared, Number(returned), error, micros));
    });
  });
}

/**
 * Makes the call if it will not block, else returns null. Between processes that share a queue, a "ready" of poll(2)
 * can be outdated, so data calls are made with MSG_DONTWAIT instead, and
 * their EAGAIN is returned only if the description is non-blocking anyway.
 * @param restOnPoll whether a poll of a blocking description suffices for a call without MSG_DONTWAIT; else it counts as blocking.
 */
export function attemptLinux(call: CallSpec, args: ResolvedArgs, restOnPoll: boolean): Performed | null {
  if (!call.waits) return performLinux(call, args);
  const fd = descriptorArg(args, 'fd');
  if (takesDontWait(call, restOnPoll)) {
    const performed = performPrepared(call, args, prepareCall(libc(), call.name, args, MSG.MSG_DONTWAIT));
    const asked = Array.isArray(args['flags']) && (args['flags'] as readonly unknown[]).includes('MSG_DONTWAIT');
    return isAgain(performed.outcome) && !asked && !isNonblocking(fd) ? null : performed;
  }
  return mayWait(call, args, fd, restOnPoll) ? null : performLinux(call, args);
}

/**
 * Data calls with flags accept MSG_DONTWAIT, so trying them cannot block. A call that sends several messages would end after
 * the first that has no room, where a blocking one waits: only `main`, which must not wait, makes it so.
 */
const takesDontWait = ({ waits, number, args }: CallSpec, mustNotWait: boolean): boolean => (waits === 'data' || waits === 'room')
  && args.some(({ name }) => name === 'flags') && (mustNotWait || !(waits === 'room' && number === 'count'));

/** Whether a send is so large that a blocking one could block although a first part fits. */
export function isLargeSend(call: CallSpec, args: ResolvedArgs): boolean {
  const size = call.args.reduce((sum, { name, type }) => sum + (type.kind === 'data' ? String(args[name] ?? '').length : 0), 0);
  return call.waits === 'room' && size > SMALL_SEND
    && !isNonblocking(descriptorArg(args, 'fd'));
}

function mayWait(call: CallSpec, args: ResolvedArgs, fd: number, restOnPoll: boolean): boolean {
  if (call.waits === undefined) return false;
  switch (call.waits) {
    case 'connection': return isListening(fd) && !isNonblocking(fd) && !(restOnPoll && readyNow(fd, POLL.IN));
    case 'peer': return !isNonblocking(fd);
    case 'timeout': return intArg(args, 'timeout') !== 0;
    case 'linger': return closedBy(call, args, fd).some(lingers);
    // A call without flags cannot use MSG_DONTWAIT: as for a connection, a poll suffices if no other process shares the queue.
    case 'data': return !isNonblocking(fd) && !isListening(fd) && !(restOnPoll && readyNow(fd, POLL.IN));
    case 'room': return !isNonblocking(fd) && (isLargeSend(call, args) || !(restOnPoll && readyNow(fd, POLL.OUT)));
    case 'operation': return true;
  }
}

function closedBy(call: CallSpec, args: ResolvedArgs, fd: number): number[] {
  const range = closedRangeOf(call, args);
  return range ? openNumbers().filter((number) => isWithin(range, number)) : [fd];
}

function performPrepared(call: CallSpec, args: ResolvedArgs, prepared: PreparedCall): Performed {
  const start = process.hrtime.bigint();
  const returned = Number(prepared.native(...prepared.params));
  const error = returned < 0 ? errno() : 0;
  return finish(call, args, prepared, returned, error, microsSince(start));
}

function finish(call: CallSpec, args: ResolvedArgs, prepared: PreparedCall, returned: number, error: number, micros: number): Performed {
  if (returned < 0) return { outcome: errorOutcome(error), micros, ...observed(call, args, {}) };
  const results = prepared.results(returned);
  return { outcome: { kind: 'ok', results }, micros, ...observed(call, args, results) };
}

/** The outcome of a failed call: the name and number of its errno. */
export function errorOutcome(number: number): Outcome {
  return { kind: 'error', name: errorName('linux', number), number };
}

function observed(call: CallSpec, args: ResolvedArgs, results: { descriptor?: number }): Pick<Performed, 'observed'> {
  if (!call.address) return {};
  const fd = results.descriptor ?? descriptorArg(args, 'fd');
  return { observed: addressesOf(fd) };
}

const isAgain = (outcome: Outcome): boolean => outcome.kind === 'error' && outcome.name === 'EAGAIN';

const microsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1000;
