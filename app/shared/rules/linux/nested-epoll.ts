/** Instances that watch instances, in epoll(7): what can be added, not what they report. */
import type { EpollEntity } from '../../domain/entities.ts';
import type { EpollId } from '../../domain/ids.ts';
import { type WorldView, entity } from '../../domain/world.ts';
import { listArg, numberArg, textArg } from '../lookup.ts';
import { type Prediction, predictError, predictOk } from '../types.ts';
import type { Draft } from '../../domain/draft.ts';
import type { LinuxContext } from './clauses.ts';

/** epoll_ctl(2), ELOOP: of instances that watch one another, a chain can have five. */
const LONGEST_CHAIN = 5;

const watchedBy = (world: WorldView, id: EpollId): EpollId[] =>
  (entity(world, 'epoll', id)?.watches ?? []).map((w) => w.epoll).filter((watched) => isOpen(world, watched));
const watchersOf = (world: WorldView, id: EpollId): EpollId[] =>
  [...world.living('epoll')].filter((e) => e.watches?.some((w) => w.epoll === id)).map((e) => e.id);
const isOpen = (world: WorldView, id: EpollId): boolean => entity(world, 'epoll', id)?.closedAt === null;

/**
 * The instances of the longest chain from one, itself included, or one more than a chain can have. A recording can contain longer ones
 * and cycles, because its log can lack calls: each instance is then searched once per depth.
 */
function chainFrom(id: EpollId, next: (id: EpollId) => EpollId[]): number {
  let ends = new Set([id]);
  let length = 0;
  for (; ends.size > 0 && length <= LONGEST_CHAIN; length++) ends = new Set([...ends].flatMap(next));
  return length;
}

function reaches(world: WorldView, from: EpollId, to: EpollId): boolean {
  const found = new Set([from]);
  for (const id of found) for (const one of watchedBy(world, id)) found.add(one);
  return found.has(to);
}

/** What epoll_ctl gives for another instance. The order of the checks is that of the kernel (fs/eventpoll.c, do_epoll_ctl). */
export function predictNested(world: WorldView, c: LinuxContext, outer: EpollEntity, inner: EpollId): Prediction {
  const [op, number] = [textArg(c, 'op'), numberArg(c, 'fd')];
  if (outer.id === inner) return predictError('EINVAL', 'P12');
  if (op !== 'EPOLL_CTL_DEL' && listArg(c, 'events').includes('EPOLLEXCLUSIVE')) return predictError('EINVAL', 'P12');
  if (op === 'EPOLL_CTL_ADD') {
    const chain = chainFrom(outer.id, (id) => watchersOf(world, id)) + chainFrom(inner, (id) => watchedBy(world, id));
    if (reaches(world, inner, outer.id) || chain > LONGEST_CHAIN) return predictError('ELOOP', 'P12');
  }
  const exists = outer.watches?.some((w) => w.number === number && w.epoll === inner) ?? false;
  const { clauses: k } = c.semantics;
  return (op === 'EPOLL_CTL_ADD' ? k.itemExistsOnce(exists) : k.missingItemFails(exists)) ?? predictOk({}, 'P12');
}

export function commitNested(draft: Draft, c: LinuxContext, outer: EpollEntity, inner: EpollId): void {
  const number = numberArg(c, 'fd');
  const others = (outer.watches ?? []).filter((w) => w.number !== number || w.epoll !== inner);
  const op = textArg(c, 'op');
  if (op === 'EPOLL_CTL_ADD') draft.change('epoll', outer.id, { watches: [...others, { number, epoll: inner }] });
  if (op === 'EPOLL_CTL_DEL') draft.change('epoll', outer.id, { watches: others });
}

/** Whether it watches an instance: what it reports is then not modelled. */
export const watchesInstances = (world: WorldView, id: EpollId): boolean => watchedBy(world, id).length > 0;
