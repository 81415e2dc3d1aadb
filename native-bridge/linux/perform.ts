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

/** Larger sends may fill the buffer half-way, and a blocking send has to wait for the rest. */
const SMALL_SEND = 4096;

/**
 * Makes the call on this thread and returns when it has: a call that waits makes the thread wait.
 * @returns outcome with error name and errno, `micros` inside the call, and addresses after calls that set them.
 * @throws RangeError for arguments that the catalogue does not have.
 */
export function performLinux(call: CallSpec, args: ResolvedArgs): Performed {
  return performPrepared(call, args, prepareCall(libc(), call.name, args));
}

/** The same on a thread of libuv's pool. `micros` includes the way there and back. */
export function performLinuxAsync(call: CallSpec, args: ResolvedArgs): Promise<Performed> {
  const prepared = prepareCall(libc(), call.name, args);
  const start = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    prepared.native.async(...prepared.params, (failure: Error | null, returned: number | bigint) => {
      // errno is this call's only now, before anything else runs.
      const error = errno();
      const micros = microsSince(start);
      if (failure) reject(failure);
      else resolve(finish(call, args, prepared, Number(returned), error, micros));
    });
  });
}

/**
 * Makes the call when it will not wait, and returns null when it would. Between processes that share a
 * queue a "ready" of poll(2) can be gone again, so data calls are made with MSG_DONTWAIT instead, and
 * their EAGAIN is passed on only where the description is non-blocking anyway.
 * @param restOnPoll whether a call that takes no MSG_DONTWAIT can rest on a poll of a blocking description; else it counts as waiting.
 */
export function attemptLinux(call: CallSpec, args: ResolvedArgs, restOnPoll: boolean): Performed | null {
  if (!call.waits) return performLinux(call, args);
  const fd = descriptorArg(args, 'fd');
  if (takesDontWait(call)) {
    const performed = performPrepared(call, args, prepareCall(libc(), call.name, args, MSG.MSG_DONTWAIT));
    const asked = Array.isArray(args['flags']) && (args['flags'] as readonly unknown[]).includes('MSG_DONTWAIT');
    return isAgain(performed.outcome) && !asked && !isNonblocking(fd) ? null : performed;
  }
  return mayWait(call, args, fd, restOnPoll) ? null : performLinux(call, args);
}

/** Data calls with flags take MSG_DONTWAIT, and so can be tried without any risk of waiting. */
const takesDontWait = ({ waits, args }: CallSpec): boolean => (waits === 'data' || waits === 'room') && args.some(({ name }) => name === 'flags');

/** Whether the data of a send is so large that a blocking send could return late although a first part fits. */
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
    // Without flags to say MSG_DONTWAIT: as with a connection, a poll is enough where nobody else is served meanwhile.
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

/** The outcome of a failed call: the name of its errno and the number. */
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
