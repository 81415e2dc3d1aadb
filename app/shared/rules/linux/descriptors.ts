/** socket, socketpair, fcntl: state of the descriptor and state of the shared description (P1, P2, P10, P15). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import { type WorldView, entity, processByPid } from '../../domain/world.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { descriptorArg, listArg, numberArg, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import { countOf } from '../../trace/predicted.ts';
import type { LinuxContext, LinuxRule } from './clauses.ts';
import { NO_OWNER, followSignals } from './signals.ts';
import { changeLinux } from './state.ts';
import { own } from '../../base/own.ts';

const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  AF_UNIX: ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_SEQPACKET'],
  AF_INET: ['SOCK_STREAM', 'SOCK_DGRAM'],
  AF_INET6: ['SOCK_STREAM', 'SOCK_DGRAM'],
};

const creationFlags = (c: LinuxContext) => {
  const flags = listArg(c, 'flags');
  const { createdIsNonblocking, createdSurvivesExec } = c.semantics.clauses;
  const nonblocking = createdIsNonblocking(flags);
  return { inheritable: createdSurvivesExec(flags), nonblocking, nonblockingSince: nonblocking ? c.step : null };
};

const socket: LinuxRule = {
  predict(_world, c) {
    const protocol = textArg(c, 'protocol') || 'IPPROTO_IP';
    const type = textArg(c, 'type');
    const fits = protocol === 'IPPROTO_IP' || (textArg(c, 'domain') !== 'AF_UNIX'
      && protocol === (type === 'SOCK_STREAM' ? 'IPPROTO_TCP' : 'IPPROTO_UDP'));
    return fits && own(KNOWN_TYPES, textArg(c, 'domain'))?.includes(type) ? predictOk({}) : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const { inheritable, ...mode } = creationFlags(c);
    const made = makeSocket(draft, {
      family: textArg(c, 'domain'), type: textArg(c, 'type'), protocol: textArg(c, 'protocol') || 'IPPROTO_IP', ...mode,
    });
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, made.id, 'created', c.step, inheritable);
  },
};

const socketpair: LinuxRule = {
  predict: (_world, c) => {
    if (!own(KNOWN_TYPES, textArg(c, 'domain'))?.includes(textArg(c, 'type'))) return UNPREDICTED;
    return textArg(c, 'domain') === 'AF_UNIX' ? predictOk({ descriptors: countOf(2) }) : predictError('EOPNOTSUPP');
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const { inheritable, ...mode } = creationFlags(c);
    const fields = { family: 'AF_UNIX', type: textArg(c, 'type'), protocol: 'IPPROTO_IP', state: 'established', ...mode } as const;
    const one = makeSocket(draft, fields);
    const other = makeSocket(draft, { ...fields, peer: one.id });
    draft.change('socket', one.id, { peer: other.id });
    for (const [i, { id }] of [one, other].entries()) {
      makeDescriptor(draft, c.process.id, outcome.results.descriptors?.[i] ?? null, id, 'created', c.step, inheritable);
    }
  },
};

const statusFlags = (target: SocketEntity): string[] =>
  [...(target.nonblocking ? ['O_NONBLOCK'] : []), ...(target.linux?.sigio?.async ? ['O_ASYNC'] : [])];

const fcntl: LinuxRule = {
  predict(world, c) {
    const descriptor = descriptorArg(world, c);
    if (!descriptor) return predictError('EBADF', 'P1');
    const target = entity(world, 'socket', descriptor.object);
    const owner = target?.linux?.sigio ?? NO_OWNER;
    switch (textArg(c, 'command')) {
      case 'F_GETFD': return predictOk({ flags: descriptor.inheritable ? [] : ['FD_CLOEXEC'] }, 'P2');
      case 'F_GETFL': return target ? predictOk({ flags: statusFlags(target) }, 'P2') : UNPREDICTED;
      case 'F_GETOWN': return target ? predictOk({ number: owner.owner }, 'P15') : UNPREDICTED;
      case 'F_GETSIG': return target ? predictOk({ value: owner.signal }, 'P15') : UNPREDICTED;
      case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return predictOk({}, 'P10');
      // fcntl(2) does not specify an owner that is not a process.
      case 'F_SETOWN': return target && isOwner(world, numberArg(c, 'owner') ?? 0) ? predictOk({}, 'P15') : UNPREDICTED;
      case 'F_SETSIG': return target ? predictOk({}, 'P15') : UNPREDICTED;
      default: return predictOk({}, 'P2');
    }
  },
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    const flags = listArg(c, 'value');
    const target = entity(draft, 'socket', descriptor.object);
    const command = textArg(c, 'command');
    const { clauses: k } = c.semantics;
    switch (command) {
      case 'F_SETFD':
        k.closeOnExecIsSet(draft, descriptor.id, !flags.includes('FD_CLOEXEC'));
        return;
      case 'F_DUPFD': case 'F_DUPFD_CLOEXEC':
        makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, descriptor.object, 'duplicated', c.step,
          k.duplicateCommandDecidesFlag(command));
        return;
      case 'F_SETFL':
        if (target) setStatus(draft, target, flags, c);
        return;
      case 'F_SETOWN': case 'F_SETSIG':
        if (!target || !k.lastOwnerWins(target)) return;
        changeLinux(draft, target.id, {
          sigio: {
            ...(target.linux?.sigio ?? NO_OWNER),
            ...(command === 'F_SETOWN' ? { owner: numberArg(c, 'owner') ?? 0 } : { signal: textArg(c, 'signal') || 'SIGIO' }),
          },
        });
        followSignals(draft, target.id, descriptor, c.step);
    }
  },
};

const isOwner = (world: WorldView, pid: number): boolean => pid === 0 || processByPid(world, pid) !== undefined;

/** A flag with its own command. */
const ioctl: LinuxRule = {
  predict(world, c) {
    const descriptor = descriptorArg(world, c);
    if (!descriptor) return predictError('EBADF', 'P1');
    // What they do to a file that is no socket, its page leaves to the file.
    const ofTheDescription = textArg(c, 'command') === 'FIONBIO' || textArg(c, 'command') === 'FIOASYNC';
    return ofTheDescription && !entity(world, 'socket', descriptor.object) ? UNPREDICTED : predictOk({}, 'P2');
  },
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    const target = entity(draft, 'socket', descriptor.object);
    const command = textArg(c, 'command');
    if (command === 'FIOCLEX' || command === 'FIONCLEX')
      c.semantics.clauses.closeOnExecIsSet(draft, descriptor.id, command === 'FIONCLEX');
    else if (target) {
      const flag = command === 'FIONBIO' ? 'O_NONBLOCK' : 'O_ASYNC';
      const others = statusFlags(target).filter((name) => name !== flag);
      setStatus(draft, target, numberArg(c, 'value') === 1 ? [...others, flag] : others, c);
    }
  },
};

function setStatus(draft: Draft, target: SocketEntity, flags: readonly string[], c: LinuxContext): void {
  if (!c.semantics.clauses.modeReachesAll(draft, target)) return;
  const nonblocking = flags.includes('O_NONBLOCK');
  if (nonblocking !== target.nonblocking) {
    draft.change('socket', target.id, { nonblocking, nonblockingSince: nonblocking ? c.step : null });
  }
  const async = flags.includes('O_ASYNC');
  if (async === (target.linux?.sigio?.async ?? false)) return;
  changeLinux(draft, target.id, { sigio: { ...(target.linux?.sigio ?? NO_OWNER), async } });
  const descriptor = descriptorArg(draft, c);
  if (descriptor) followSignals(draft, target.id, descriptor, c.step);
}

export const DESCRIPTOR_RULES = {
  socket, socketpair, fcntl, ioctl,
} satisfies RulesOf<'linux'>;
