import { FCNTL, FD_FLAGS, LEVEL, SO } from '../../app/shared/calls/constants-linux.ts';
import type { CallsWith } from '../../app/shared/calls/catalogue.ts';
import { ok, type CallSpec, type ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { libc } from '../linux/bindings.ts';
import { threadsBlockedOn, threadsWaitingForMany } from '../linux/blocked-threads.ts';
import { isOpen, lingers, openNumbers } from '../linux/inspect.ts';
import { listenFds } from '../linux/listen-fds.ts';
import { connectPatiently, waitPatiently } from '../linux/non-blocking.ts';
import { attemptLinux, isLargeSend, performLinux, performLinuxAsync } from '../linux/perform.ts';
import { strangerAmong } from '../linux/process-identity.ts';
import { catchSignals, countSignals } from '../linux/signals.ts';
import { pauseHere, pausePatiently } from './pause.ts';
import { CONNECT_LIMIT_MS, type PlatformCalls } from './platform-calls.ts';
import { spawnLinux } from './spawn-linux.ts';

type RuntimeCall = Exclude<CallsWith<'linux', { byPeer: true }>, CallsWith<'linux', { process: 'creates' }>>;

/** Operations that are not system calls: counted signals, and the environment of socket activation. */
const RUNTIME_CALLS: Readonly<Record<RuntimeCall, (args: ResolvedArgs) => Performed | Promise<Performed>>> = {
  sigio_count: countSignals,
  nanosleep: pausePatiently,
  sd_listen_fds: () => {
    const descriptors = listenFds(process.env);
    for (const number of descriptors) libc().fcntl(number, FCNTL.F_SETFD, FD_FLAGS.FD_CLOEXEC);
    return { outcome: ok({ descriptors }), micros: null };
  },
};

function inTheRuntime(call: CallSpec, args: ResolvedArgs): Performed | Promise<Performed> | null {
  return call.byPeer && call.name in RUNTIME_CALLS ? RUNTIME_CALLS[call.name as RuntimeCall](args) : null;
}

/** Counts the calls of a process that wait for several descriptors; no descriptor has it. */
const NO_NUMBER = Number.NaN;

const descriptorFlags = (number: number): number => Number(libc().fcntl(number, FCNTL.F_GETFD, 0));

export const linuxCalls: PlatformCalls = {
  rules: 'linux',
  load: () => {
    libc();
    catchSignals();
  },
  callInline: ({ call, args }) => {
    if (call.verb === 'count signals') throw new Error('Signals are counted by the first thread of a process: ask that one');
    return call.verb === 'pause' ? pauseHere(args) : performLinux(call, args);
  },
  // accept4 does not rely on a poll here: another process can accept the connection first, and the
  // thread that answers all requests of this peer would block.
  callInWorker: ({ call, args }) =>
    inTheRuntime(call, args) ?? (isLargeSend(call, args) ? null : attemptLinux(call, args, false)) ?? performLinuxAsync(call, args),
  blocksOn: (call, args) => {
    const [first] = call.args;
    if (!call.waits || call.byPeer) return null;
    // poll and select take their descriptors in memory: the kernel's first argument is none.
    if (call.waits === 'timeout' && call.verb !== 'wait') return { descriptor: NO_NUMBER, threads: threadsWaitingForMany };
    const number = first?.type.kind === 'descriptor' ? args[first.name] : undefined;
    return typeof number === 'number' ? { descriptor: number, threads: () => threadsBlockedOn(number) } : null;
  },
  callNonBlocking: ({ call, args }) => {
    const done = inTheRuntime(call, args);
    if (done) return done;
    const performed = attemptLinux(call, args, true);
    if (performed) return performed;
    if (call.waits === 'peer') return connectPatiently(call, args, CONNECT_LIMIT_MS);
    return call.waits === 'timeout' ? waitPatiently(call, args) : null;
  },
  stranger: strangerAmong,
  isOpen,
  openNumbers,
  discard: (number) => {
    // The session is over and its other processes are gone: no process is left to see the option change,
    // and the application must not wait for unsent bytes.
    if (lingers(number)) libc().setsockopt(number, LEVEL.SOL_SOCKET, SO.SO_LINGER, Buffer.alloc(8), 8);
    libc().close(number);
  },
  giveUp: (number) => { libc().close(number); },
  spawn: spawnLinux,
  resume: () => { throw new Error('No process is created suspended on Linux'); },
  isInheritable: (number) => descriptorFlags(number) === 0,
  setInheritable: (number, inheritable) => {
    const before = Number(libc().fcntl(number, FCNTL.F_GETFD, 0));
    if (before < 0) return false;
    libc().fcntl(number, FCNTL.F_SETFD, inheritable ? before & ~FD_FLAGS.FD_CLOEXEC : before | FD_FLAGS.FD_CLOEXEC);
    return (before & FD_FLAGS.FD_CLOEXEC) === 0;
  },
};
