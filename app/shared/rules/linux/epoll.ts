/** epoll: registrations keyed by (description, number), any number of instances, and no cancellation (P12 to P14). */
import type { RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { Draft } from '../../domain/draft.ts';
import type { EpollId } from '../../domain/ids.ts';
import { type WorldView, allOf, entity } from '../../domain/world.ts';
import { makeDescriptor } from '../common/make.ts';
import { descriptorArg, isSure, listArg, numberArg, textArg } from '../lookup.ts';
import { hasReceivedAll } from './streams.ts';
import { MODES, isArmed, needsWaking } from './epoll-wake.ts';
import {
  type CallRule, type RulesOf, UNPREDICTED, type Prediction, type RuleContext, predictError, predictOk, predictPending,
} from '../types.ts';
import { on } from '../switches.ts';

const epollCreate: CallRule = {
  predict: () => predictOk({}),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const id = draft.nextId('epoll');
    draft.put({ kind: 'epoll', id, step: c.step, closedAt: null });
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, id, 'created', c.step,
      !listArg(c, 'flags').includes('EPOLL_CLOEXEC'));
  },
};

/** epoll_create(2): the size is ignored, and must be greater than zero. */
const sized: CallRule = { ...epollCreate, predict: (_world, c) => (numberArg(c, 'size') === 0 ? predictError('EINVAL') : predictOk({})) };

/** Returns the instance of the call, or the error without one. */
function instance(world: WorldView, c: RuleContext): EpollId | Prediction {
  const descriptor = descriptorArg(world, c, 'epfd');
  if (!descriptor) return c.object?.startsWith('epoll:') ? (c.object as EpollId) : predictError('EBADF', 'P1');
  return entity(world, 'epoll', descriptor.object)?.id ?? predictError('EINVAL');
}

/** The item under (description, number): two descriptors of one socket are two items (P12). */
function item(world: WorldView, epoll: EpollId, c: RuleContext): RegistrationEntity | undefined {
  const descriptor = descriptorArg(world, c);
  return allOf(world, 'registration').find((r) =>
    r.target === epoll && r.state === 'current' && (r.number === numberArg(c, 'fd') || !on('P12')) && r.socket === descriptor?.object);
}

const epollCtl: CallRule = {
  predict(world, c) {
    const epoll = instance(world, c);
    const descriptor = descriptorArg(world, c);
    // Both numbers are looked up before their objects are checked.
    if (!descriptor) return predictError('EBADF', 'P13');
    if (typeof epoll !== 'string') return descriptor.object.startsWith('socket') ? epoll : UNPREDICTED;
    if (!entity(world, 'socket', descriptor.object)) return UNPREDICTED;
    const exists = item(world, epoll, c) !== undefined;
    if (textArg(c, 'op') === 'EPOLL_CTL_ADD') {
      if (exists) return predictError('EEXIST', 'P12');
      // epoll_ctl(2): EPOLLEXCLUSIVE can be combined with few others, and never with EPOLL_CTL_MOD.
      return listArg(c, 'events').includes('EPOLLEXCLUSIVE') && listArg(c, 'events').some((e) => NOT_EXCLUSIVE.includes(e))
        ? predictError('EINVAL') : predictOk({}, 'P12', 'P14');
    }
    const exclusive = item(world, epoll, c)?.mask.includes('EPOLLEXCLUSIVE') ?? false;
    if (textArg(c, 'op') === 'EPOLL_CTL_MOD' && (exclusive || listArg(c, 'events').includes('EPOLLEXCLUSIVE')))
      return predictError('EINVAL');
    return exists ? predictOk({}, 'P12') : predictError('ENOENT', 'P13');
  },
  commit(draft, c, outcome) {
    const epoll = instance(draft, c);
    const descriptor = descriptorArg(draft, c);
    const socket = entity(draft, 'socket', descriptor?.object ?? null);
    if (outcome.kind !== 'ok' || typeof epoll !== 'string' || !descriptor || !socket) return;
    const existing = item(draft, epoll, c);
    switch (textArg(c, 'op')) {
      case 'EPOLL_CTL_ADD':
        if (!on('P14'))
          for (const r of itemsOf(draft, epoll)) draft.change('registration', r.id, { state: 'cancelled', cancelledBy: c.step });
        draft.put({
          kind: 'registration', id: draft.nextId('registration'), api: 'epoll', socket: socket.id, descriptor: descriptor.id,
          number: descriptor.number, process: c.process.id, mask: listArg(c, 'events'), target: epoll, step: c.step,
          state: 'current', cancelledBy: null, recorded: readiness(socket),
        });
        return;
      case 'EPOLL_CTL_MOD':
        // A changed item is checked again: this re-enables EPOLLONESHOT and repeats an edge.
        if (existing) draft.change('registration', existing.id, { mask: listArg(c, 'events'), recorded: readiness(socket) });
        return;
      default:
        if (existing) draft.change('registration', existing.id, { state: 'cancelled', cancelledBy: c.step });
    }
  },
};

/** The events epoll_wait would report for a socket; errors and hang-ups are always included. */
export function readiness(socket: SocketEntity): string[] {
  if (socket.state === 'listening') return socket.backlog.length > 0 ? ['EPOLLIN'] : [];
  const unconnected = socket.type !== 'SOCK_DGRAM' && socket.state !== 'established';
  const all = hasReceivedAll(socket);
  const ready = ['EPOLLOUT'];
  if (socket.queue.length > 0 || all) ready.push('EPOLLIN');
  if (socket.reset && !socket.linux?.resetReported) ready.push('EPOLLERR');
  if (unconnected || socket.reset || (all && socket.sendShutdown)) ready.push('EPOLLHUP');
  if (all) ready.push('EPOLLRDHUP');
  return ready;
}

const ALWAYS = ['EPOLLERR', 'EPOLLHUP'];
const NOT_EXCLUSIVE = ['EPOLLONESHOT', 'EPOLLPRI', 'EPOLLRDHUP'];

/** The events that an item reports now; null if the rules cannot know. */
function reported(world: WorldView, r: RegistrationEntity): string[] | null {
  const socket = entity(world, 'socket', r.socket);
  if (!socket || !isSure(world, socket)) return null;
  if (!isArmed(r)) return [];
  // A unix socket also wakes its writers when the peer has read, which is not modelled.
  if (r.mask.includes('EPOLLET') && r.mask.includes('EPOLLOUT') && socket.family === 'AF_UNIX') return null;
  if (needsWaking(r) && r.recorded.length === 0) return [];
  return readiness(socket).filter((e) => r.mask.includes(e) || ALWAYS.includes(e));
}

function itemsOf(world: WorldView, epoll: EpollId): RegistrationEntity[] {
  return [...world.living('registration')].filter((r) => r.target === epoll);
}

/** The item after a report: edges are consumed, and one-shot items have fired. */
function afterReport(draft: Draft, r: RegistrationEntity): void {
  if (r.mask.includes('EPOLLONESHOT') && on('P22'))
    draft.change('registration', r.id, { mask: r.mask.filter((name) => MODES.includes(name)), recorded: [] });
  else if (r.mask.includes('EPOLLET')) draft.change('registration', r.id, { recorded: [] });
}

const epollWait: CallRule = {
  predict(world, c) {
    const epoll = instance(world, c);
    if (typeof epoll !== 'string') return epoll;
    const ready: { fd: number | null; events: string[] }[] = [];
    for (const r of itemsOf(world, epoll)) {
      const events = reported(world, r);
      if (events === null) return UNPREDICTED;
      if (events.length > 0) ready.push({ fd: r.number, events });
    }
    if (ready.length === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('P14');
    return predictOk({ ready }, 'P14');
  },
  commit(draft, c, outcome) {
    const epoll = instance(draft, c);
    if (outcome.kind !== 'ok' || typeof epoll !== 'string') return;
    for (const r of itemsOf(draft, epoll)) {
      const told = outcome.results.ready?.some((item) => item.fd === r.number) ?? false;
      const socket = entity(draft, 'socket', r.socket);
      if (told && socket) afterReport(draft, r);
      // Woken without an event to report: it must be woken again.
      else if (r.recorded.length > 0 && needsWaking(r) && (reported(draft, r)?.length ?? 0) === 0)
        draft.change('registration', r.id, { recorded: [] });
    }
  },
};

export const EPOLL_RULES = {
  epoll_create: sized, epoll_create1: epollCreate, epoll_ctl: epollCtl, epoll_wait: epollWait, epoll_pwait: epollWait,
  epoll_pwait2: epollWait,
} satisfies RulesOf<'linux'>;
