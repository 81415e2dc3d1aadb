/** select and pselect: readiness of several descriptors at this moment, by no registration at all (P14). */
import { type WorldView, allOf, descriptorOf, entity, pendingOn } from '../../domain/world.ts';
import { isSure, numberArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk, predictPending } from '../types.ts';
import { mayLackSpace } from '../common/data.ts';
import type { LinuxContext, LinuxRule } from './clauses.ts';
import { readiness } from './epoll.ts';

/** What poll(2) would have to report for a descriptor to be in the set; select(2), "Correspondence between select() and poll()". */
const READY_BY = { read: ['EPOLLIN', 'EPOLLHUP', 'EPOLLERR'], write: ['EPOLLOUT', 'EPOLLERR'], except: ['EPOLLPRI'] } as const;
type SetName = keyof typeof READY_BY;
const SETS = ['read', 'write', 'except'] as const satisfies readonly SetName[];

const numbersOf = (c: LinuxContext, set: SetName): readonly number[] => [...new Set((c.args[set] ?? []) as readonly number[])];

/** Events of a descriptor; null where the rules cannot know. */
function eventsOf(world: WorldView, c: LinuxContext, number: number): readonly string[] | null {
  const socket = entity(world, 'socket', descriptorOf(world, c.process.id, number)?.object ?? null);
  if (!socket || !isSure(world, socket) || mayLackSpace(world, socket)) return null;
  // A blocked call can already have taken the data that makes it ready.
  return (socket.queue.length > 0 || socket.backlog.length > 0 || socket.reset) && pendingOn(world, socket.id).length > 0 ? null
    : readiness(c.semantics.clauses, socket);
}

const select: LinuxRule = {
  predict(world, c) {
    const asked = SETS.flatMap((set) => numbersOf(c, set).map((number) => ({ set, number })));
    const closed = asked.filter(({ number }) => !descriptorOf(world, c.process.id, number)).map(({ number }) => number);
    if (closed.length > 0) {
      // Its page: numbers above the highest that is open are ignored, where POSIX has them refused. Which that is, the world need not know.
      const highest = Math.max(-1, ...[...allOf(world, 'descriptor')].filter((d) => d.process === c.process.id).map((d) => d.number ?? -1));
      return closed.some((number) => number >= 0 && number < highest) ? predictError('EBADF', 'P1') : UNPREDICTED;
    }
    const ready = new Map<number, string[]>();
    for (const { set, number } of asked) {
      const events = eventsOf(world, c, number);
      if (!events) return UNPREDICTED;
      if (READY_BY[set].some((event) => events.includes(event))) ready.set(number, [...(ready.get(number) ?? []), set]);
    }
    if (ready.size === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('P14');
    const number = [...ready.values()].reduce((sum, sets) => sum + sets.length, 0);
    return predictOk({ number, ready: [...ready].map(([fd, events]) => ({ fd, events })) }, 'P14');
  },
};

export const READY_RULES = {
  select, pselect6: select,
} satisfies RulesOf<'linux'>;
