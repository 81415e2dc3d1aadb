import { MSG } from '../../app/shared/calls/constants-winsock.ts';
import { errorName } from '../../app/shared/calls/errors.ts';
import { type CallSpec, type Outcome, type ResolvedArgs, startsOperation } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { startWinsock } from './bindings.ts';
import { dwordArg, flagsArg, handleArg } from './args.ts';
import { addressesOf, isListening, isStream, lingers, POLL, readyNow } from './perform-inspect.ts';
import { prepareCall } from './prepare.ts';
import type { PreparedCall } from './prepared.ts';
import type { Handle } from './types.ts';

/**
 * Makes the call on this thread and returns when it has returned: a blocking call blocks the thread.
 * @param blob the 628 bytes to import, for WSASocketW.
 * @returns outcome with error name and WSAGetLastError, `micros` inside the call, and addresses after calls that set them.
 * @throws RangeError for arguments that the catalogue does not define.
 */
export function performWinsock(call: CallSpec, args: ResolvedArgs, blob: Uint8Array | null = null): Performed {
  const calls = startWinsock();
  const { ws2 } = calls;
  const prepared = prepareCall(calls, call.name, args, blob);
  const start = process.hrtime.bigint();
  const returned = prepared.native(...(prepared.params as never[])) as Handle;
  const error = ws2.WSAGetLastError();
  return finish(call, args, prepared, returned, error, microsSince(start));
}

/** The same on a thread of libuv's pool. `micros` includes the thread switches. */
export function performWinsockAsync(call: CallSpec, args: ResolvedArgs, blob: Uint8Array | null = null): Promise<Performed> {
  const calls = startWinsock();
  const { ws2 } = calls;
  const prepared = prepareCall(calls, call.name, args, blob);
  const start = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    prepared.native.async(...prepared.params, (failure: Error | null, returned: Handle) => {
      // The error code belongs to this call only now, before anything else runs.
      const error = failure === null ? ws2.WSAGetLastError() : 0;
      const micros = microsSince(start);
      if (failure) reject(failure);
      else resolve(finish(call, args, prepared, returned, error, micros));
    });
  });
}

/**
 * Whether the call could block, as far as can be determined without making it: Winsock has no MSG_DONTWAIT, and
 * the blocking mode cannot be read (S27), so a call that is not ready counts as blocking even on a non-blocking socket.
 * Calls that fail immediately in any mode (not listening, not connected, not bound) do not.
 */
export function couldWait(call: CallSpec, args: ResolvedArgs): boolean {
  const socket = handleArg(args, 's');
  if (call.waits === undefined || startsOperation(call, args)) return false;
  switch (call.waits) {
    // Ready to read does not cover urgent data.
    case 'data': return (flagsArg(args, 'flags', MSG) & MSG.MSG_OOB) !== 0 || (isReceiving(socket) && !readyNow(socket, POLL.READ));
    // An addressed datagram needs no connection. Wine makes a send on a listening socket block forever.
    case 'room': return call.address === 'sends to' ? !readyNow(socket, POLL.WRITE)
      : isListening(socket) || (isConnected(socket) && !readyNow(socket, POLL.WRITE));
    // Wine makes an accept on a connected socket block forever.
    case 'connection': return isListening(socket) ? !readyNow(socket, POLL.READ) : isConnected(socket);
    case 'peer': return true;
    case 'linger': return lingers(socket);
    case 'operation': return args['wait'] === true;
    case 'timeout': return dwordArg(args, 'timeout') !== 0;
  }
}

/** The outcome of a failed call: the name of its code and the number. */
export function errorOutcome(number: number): Outcome {
  return { kind: 'error', name: errorName('winsock', number), number };
}

const isConnected = (socket: number): boolean => addressesOf(socket).remote !== null;
/** Under Wine a recv on a listening socket blocks forever, too. */
const isReceiving = (socket: number): boolean => {
  const { local, remote } = addressesOf(socket);
  return remote !== null || (local !== null && (!isStream(socket) || isListening(socket)));
};

function finish(call: CallSpec, args: ResolvedArgs, prepared: PreparedCall, returned: Handle, error: number, micros: number): Performed {
  if (prepared.failed(returned, error)) {
    const packet = prepared.packet?.() ?? null;
    return { outcome: { ...errorOutcome(error), ...(packet ? { packet } : {}) }, micros, ...observed(call, args, {}) };
  }
  const results = prepared.results(returned, error);
  return { outcome: { kind: 'ok', results }, micros, ...observed(call, args, results) };
}

function observed(call: CallSpec, args: ResolvedArgs, results: { descriptor?: number }): Pick<Performed, 'observed'> {
  if (!call.address) return {};
  return { observed: addressesOf(results.descriptor ?? handleArg(args, 's')) };
}

const microsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1000;
