/** socket, socketpair, fcntl: state of the descriptor and state of the shared description (P1, P2, P10, P15). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import { type WorldView, descriptorsFor, entity, processByPid } from '../../domain/world.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { descriptorArg, listArg, numberArg, textArg } from '../lookup.ts';
import { type CallRule, type RulesOf, UNPREDICTED, type RuleContext, predictError, predictOk } from '../types.ts';
import { countOf } from '../../trace/predicted.ts';
import { NO_OWNER, followSignals } from './signals.ts';
import { changeLinux } from './state.ts';
import { on } from '../switches.ts';
import { own } from '../../base/own.ts';

const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  AF_UNIX: ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_SEQPACKET'],
  AF_INET: ['SOCK_STREAM', 'SOCK_DGRAM'],
  AF_INET6: ['SOCK_STREAM', 'SOCK_DGRAM'],
};

const creationFlags = (c: RuleContext) => {
  const flags = listArg(c, 'flags');
  const nonblocking = flags.includes('SOCK_NONBLOCK');
  return { inheritable: !flags.includes('SOCK_CLOEXEC'), nonblocking, nonblockingSince: nonblocking ? c.step : null };
};

const socket: CallRule = {
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

const socketpair: CallRule = {
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

const fcntl: CallRule = {
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
    switch (command) {
      case 'F_SETFD':
        draft.change('descriptor', descriptor.id, { inheritable: !flags.includes('FD_CLOEXEC') });
        return;
      case 'F_DUPFD': case 'F_DUPFD_CLOEXEC':
        makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, descriptor.object, 'duplicated', c.step,
          command === 'F_DUPFD');
        return;
      case 'F_SETFL':
        if (target) setStatus(draft, target, flags, c);
        return;
      case 'F_SETOWN': case 'F_SETSIG':
        if (!target || (!on('P15') && target.linux?.sigio)) return;
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
const ioctl: CallRule = {
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
    if (command === 'FIOCLEX' || command === 'FIONCLEX') draft.change('descriptor', descriptor.id, { inheritable: command === 'FIONCLEX' });
    else if (target) {
      const flag = command === 'FIONBIO' ? 'O_NONBLOCK' : 'O_ASYNC';
      const others = statusFlags(target).filter((name) => name !== flag);
      setStatus(draft, target, numberArg(c, 'value') === 1 ? [...others, flag] : others, c);
    }
  },
};

function setStatus(draft: Draft, target: SocketEntity, flags: readonly string[], c: RuleContext): void {
  if (!on('P2') && descriptorsFor(draft, target.id).length > 1) return;
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
