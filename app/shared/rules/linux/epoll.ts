/** epoll: registrations keyed by (description, number), any number of instances, and no cancellation (P12 to P14). */
import type { RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { Draft } from '../../domain/draft.ts';
import type { EpollId } from '../../domain/ids.ts';
import { type WorldView, entity } from '../../domain/world.ts';
import { makeDescriptor } from '../common/make.ts';
import { descriptorArg, isSure, listArg, numberArg, textArg } from '../lookup.ts';
import { mayLackSpace } from '../common/data.ts';
import type { LinuxClauses, LinuxContext, LinuxRule } from './clauses.ts';
import type { ClausesOf } from '../clause.ts';
import { MODES, type READINESS_CLAUSES } from './clauses-events.ts';
import { commitNested, predictNested, watchesInstances } from './nested-epoll.ts';
import { isArmed, needsWaking, wakeItems } from './epoll-wake.ts';
import {
  type RulesOf, UNPREDICTED, type Prediction, predictError, predictOk, predictPending,
} from '../types.ts';

const epollCreate: LinuxRule = {
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
const sized: LinuxRule = { ...epollCreate, predict: (_world, c) => (numberArg(c, 'size') === 0 ? predictError('EINVAL') : predictOk({})) };

/** Returns the instance of the call, or the error without one. */
function instance(world: WorldView, c: LinuxContext): EpollId | Prediction {
  const descriptor = descriptorArg(world, c, 'epfd');
  if (!descriptor) return c.object?.startsWith('epoll:') ? (c.object as EpollId) : predictError('EBADF', 'P1');
  return entity(world, 'epoll', descriptor.object)?.id ?? predictError('EINVAL');
}

/** The item under (description, number): two descriptors of one socket are two items (P12). */
function item(world: WorldView, epoll: EpollId, c: LinuxContext): RegistrationEntity | undefined {
  const descriptor = descriptorArg(world, c);
  const { clauses: k } = c.semantics;
  return [...world.living('registration')].find((r) => r.target === epoll
    && k.itemIsKeyedByNumber(r, numberArg(c, 'fd')) && k.itemIsKeyedByDescription(r, descriptor));
}

const epollCtl: LinuxRule = {
  predict(world, c) {
    const epoll = instance(world, c);
    const descriptor = descriptorArg(world, c);
    // Both numbers are looked up before their objects are checked.
    if (!descriptor) return predictError('EBADF', 'P13');
    if (typeof epoll !== 'string') return descriptor.object.startsWith('socket') ? epoll : UNPREDICTED;
    const inner = entity(world, 'epoll', descriptor.object);
    if (inner) return predictNested(world, c, entity(world, 'epoll', epoll)!, inner.id);
    // What else can be watched is not modelled.
    if (!entity(world, 'socket', descriptor.object)) return UNPREDICTED;
    const exists = item(world, epoll, c) !== undefined;
    const { clauses: k } = c.semantics;
    if (textArg(c, 'op') === 'EPOLL_CTL_ADD') {
      const twice = k.itemExistsOnce(exists);
      if (twice) return twice;
      // epoll_ctl(2): EPOLLEXCLUSIVE can be combined with few others, and never with EPOLL_CTL_MOD.
      return listArg(c, 'events').includes('EPOLLEXCLUSIVE') && listArg(c, 'events').some((e) => NOT_EXCLUSIVE.includes(e))
        ? predictError('EINVAL') : predictOk({}, 'P12', 'P14');
    }
    const exclusive = item(world, epoll, c)?.mask.includes('EPOLLEXCLUSIVE') ?? false;
    if (textArg(c, 'op') === 'EPOLL_CTL_MOD' && (exclusive || listArg(c, 'events').includes('EPOLLEXCLUSIVE')))
      return predictError('EINVAL');
    return k.missingItemFails(exists) ?? predictOk({}, 'P12');
  },
  commit(draft, c, outcome) {
    const epoll = instance(draft, c);
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || typeof epoll !== 'string' || !descriptor) return;
    const inner = entity(draft, 'epoll', descriptor.object);
    if (inner) return commitNested(draft, c, entity(draft, 'epoll', epoll)!, inner.id);
    const socket = entity(draft, 'socket', descriptor.object);
    if (!socket) return;
    const existing = item(draft, epoll, c);
    const { clauses: k } = c.semantics;
    const op = textArg(c, 'op');
    if (op === 'EPOLL_CTL_DEL') {
      if (existing) k.deletedItemIsGone(draft, existing, c.step);
      return;
    }
    // A changed item is checked again: this re-enables EPOLLONESHOT and repeats an edge.
    if (op === 'EPOLL_CTL_MOD' && existing) return k.changedItemIsChecked(draft, existing, listArg(c, 'events'), readiness(k, socket));
    // A recording can miss that an item was added: a change that succeeds shows the item.
    k.itemsAreIndependent(draft, epoll, c.step);
    draft.put({
      kind: 'registration', id: draft.nextId('registration'), api: 'epoll', socket: socket.id, descriptor: descriptor.id,
      number: descriptor.number, process: c.process.id, mask: listArg(c, 'events'), target: epoll, step: c.step,
      state: 'current', cancelledBy: null, recorded: readiness(k, socket),
    });
  },
};

/** The events epoll_wait would report for a socket; errors and hang-ups are always included. */
export function readiness(k: ClausesOf<typeof READINESS_CLAUSES>, socket: SocketEntity): string[] {
  if (socket.state === 'listening') return k.connectionIsIn(socket) ? ['EPOLLIN'] : [];
  const unconnected = socket.type !== 'SOCK_DGRAM' && socket.state !== 'established';
  const ready = ['EPOLLOUT'];
  if (k.dataIsIn(socket) || k.endIsIn(socket)) ready.push('EPOLLIN');
  if (k.resetIsErr(socket)) ready.push('EPOLLERR');
  if (unconnected || socket.reset || k.bothEndsAreHup(socket)) ready.push('EPOLLHUP');
  if (k.endIsRdhup(socket)) ready.push('EPOLLRDHUP');
  return ready;
}

const ALWAYS = ['EPOLLERR', 'EPOLLHUP'];
const NOT_EXCLUSIVE = ['EPOLLONESHOT', 'EPOLLPRI', 'EPOLLRDHUP'];

/** The events that an item reports now; null if the rules cannot know. */
function reported(world: WorldView, k: LinuxClauses, r: RegistrationEntity): string[] | null {
  const socket = entity(world, 'socket', r.socket);
  if (!socket || !isSure(world, socket)) return null;
  if (!isArmed(r)) return [];
  if (r.mask.includes('EPOLLOUT') && mayLackSpace(world, socket)) return null;
  // A unix socket also wakes its writers when the peer has read, which is not modelled.
  if (r.mask.includes('EPOLLET') && r.mask.includes('EPOLLOUT') && socket.family === 'AF_UNIX') return null;
  if (needsWaking(r) && r.recorded.length === 0) return [];
  return readiness(k, socket).filter((e) => r.mask.includes(e) || ALWAYS.includes(e));
}

function itemsOf(world: WorldView, epoll: EpollId): RegistrationEntity[] {
  return [...world.living('registration')].filter((r) => r.target === epoll);
}

/** The item after a report: edges are consumed, and one-shot items have fired. */
function afterReport(draft: Draft, k: LinuxClauses, r: RegistrationEntity): void {
  if (k.oneShotFiresOnce(r))
    draft.change('registration', r.id, { mask: r.mask.filter((name) => MODES.includes(name)), recorded: [] });
  else if (k.edgeIsReportedOnce(r)) draft.change('registration', r.id, { recorded: [] });
}

const epollWait: LinuxRule = {
  predict(world, c) {
    const epoll = instance(world, c);
    if (typeof epoll !== 'string') return epoll;
    if (watchesInstances(world, epoll)) return UNPREDICTED;
    const ready: { fd: number | null; events: string[] }[] = [];
    for (const r of itemsOf(world, epoll)) {
      const events = reported(world, c.semantics.clauses, r);
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
      if (socket?.refusedSends && outcome.results.ready?.some(({ fd, events }) => fd === r.number && events.includes('EPOLLOUT'))) {
        // It had space before its peer had read everything.
        draft.change('socket', socket.id, { refusedSends: 0 });
        wakeItems(draft, c.semantics.clauses, socket.id, 'write');
      }
      if (told && socket) afterReport(draft, c.semantics.clauses, entity(draft, 'registration', r.id)!);
      // Woken without an event to report: it must be woken again.
      else if (r.recorded.length > 0 && needsWaking(r) && (reported(draft, c.semantics.clauses, r)?.length ?? 0) === 0)
        draft.change('registration', r.id, { recorded: [] });
    }
  },
};

export const EPOLL_RULES = {
  epoll_create: sized, epoll_create1: epollCreate, epoll_ctl: epollCtl, epoll_wait: epollWait, epoll_pwait: epollWait,
  epoll_pwait2: epollWait,
} satisfies RulesOf<'linux'>;
