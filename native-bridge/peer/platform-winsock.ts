import { type CallSpec, startsOperation } from '../../app/shared/calls/types.ts';
import { handleProbes } from '../channel/handle-probes.ts';
import { startWinsock } from '../winsock/bindings.ts';
import { dwordArg } from '../winsock/args.ts';
import { couldWait, performWinsock, performWinsockAsync } from '../winsock/perform.ts';
import { peekHere, peekPatiently } from '../winsock/perform-messages.ts';
import { connectPatiently, performBounded, waitPatiently } from '../winsock/non-blocking.ts';
import { exitProcess } from '../winsock/create-process.ts';
import { pauseHere, pausePatiently } from './pause.ts';
import { spawnWinsock, resumeWinsock } from './spawn-winsock.ts';
import { CONNECT_LIMIT_MS, type PlatformCalls } from './platform-calls.ts';

/** Calls with the same effect whichever thread makes them; run inline when they cannot block. */
const staysReady = ({ waits }: CallSpec): boolean => waits === 'linger' || waits === 'operation' || waits === 'timeout';
const HANDLE_FLAG_INHERIT = 1;
const SOL_SOCKET = 0xffff;
const SO_LINGER = 0x0080;

export const winsockCalls: PlatformCalls = {
  rules: 'winsock',
  handleProbes,
  load: () => { startWinsock(); },
  callInline: ({ call, args, blob }) => {
    if (call.process === 'ends') exitProcess(dwordArg(args, 'code'));
    if (call.verb === 'pause') return pauseHere(args);
    return call.verb === 'take messages' ? peekHere(args) : performWinsock(call, args, blob);
  },
  // Data calls do not rely on a poll here: another process can take the bytes first, and the thread
  // that answers all requests of this peer would block.
  callInWorker: ({ call, args, blob }) => {
    if (call.process === 'ends') exitProcess(dwordArg(args, 'code'));
    if (call.verb === 'take messages') return peekPatiently(args);
    if (call.verb === 'pause') return pausePatiently(args);
    const atOnce = !call.waits || startsOperation(call, args) || (staysReady(call) && !couldWait(call, args));
    return atOnce ? performWinsock(call, args, blob) : performWinsockAsync(call, args, blob);
  },
  callNonBlocking: ({ call, args, blob, believed }) => {
    if (call.verb === 'take messages') return peekPatiently(args);
    if (call.verb === 'pause') return pausePatiently(args);
    if (!call.waits) return performWinsock(call, args, blob);
    const restsOnPoll = !startsOperation(call, args) && !staysReady(call) && call.waits !== 'peer';
    if (!couldWait(call, args) && !(restsOnPoll && believed.contested)) {
      return restsOnPoll ? performBounded(call, args, believed.accompanied) : performWinsock(call, args, blob);
    }
    if (call.waits === 'timeout') return waitPatiently(call, args);
    if (believed.nonblocking) return performBounded(call, args, believed.accompanied);
    return call.waits === 'peer' ? connectPatiently(call, args, CONNECT_LIMIT_MS) : null;
  },
  spawn: spawnWinsock,
  resume: resumeWinsock,
  isInheritable: (number) => {
    const flags: [number | null] = [null];
    return startWinsock().kernel.GetHandleInformation(number, flags) && ((flags[0] ?? 0) & HANDLE_FLAG_INHERIT) !== 0;
  },
  isOpen: (number) => startWinsock().kernel.GetHandleInformation(number, [null]),
  discard: (number, kind) => {
    const { ws2, user, kernel } = startWinsock();
    // The memory of an operation is not freed: a running one can still write to it.
    if (kind === 'operation') return;
    if (kind === 'event') ws2.WSACloseEvent(number);
    if (kind === 'window') user.DestroyWindow(number);
    if (kind === 'port') kernel.CloseHandle(number);
    if (kind !== 'socket') return;
    // The session is over: the application must not wait for unsent bytes (S32).
    ws2.setsockopt(number, SOL_SOCKET, SO_LINGER, Buffer.alloc(4), 4);
    ws2.closesocket(number);
  },
  setInheritable: (number, inheritable) => {
    const { kernel } = startWinsock();
    const flags: [number | null] = [null];
    if (!kernel.GetHandleInformation(number, flags)) return false;
    kernel.SetHandleInformation(number, HANDLE_FLAG_INHERIT, inheritable ? HANDLE_FLAG_INHERIT : 0);
    return ((flags[0] ?? 0) & HANDLE_FLAG_INHERIT) !== 0;
  },
};
