/** Registrations with an epoll instance that several processes hold: who added one, who can remove it, whom it wakes. */
import { type Capture, WATCHER } from './capture.ts';
import { type LivePart, processText } from './hazard-kinds.ts';
import { listed } from './hazards.ts';
import { label } from './rows.ts';
import { holdsNumber } from './stale.ts';

/** Returns sentences; empty if one process holds the instance and can remove the item, or if other holders can be hidden. */
export function registrationText(c: Capture, w: number): LivePart[] {
  const instance = c.instances[c.watchers.instance[w]!]!;
  const processes = [...new Set(instance.holders.map(({ process }) => process))];
  if (!instance.sure || (processes.length < 2 && (c.watchers.flags[w]! & WATCHER.stale) === 0)) return [];
  return [...removersText(c, w, processes), ...wokenText(c, w)];
}

/** An item is deleted by the number and the open file that it was added with: epoll_ctl(2). */
function removersText(c: Capture, w: number, processes: readonly number[]): LivePart[] {
  const [able, others] = [true, false].map((has) => processes.filter((p) => holdsNumber(c, p, w) === has)) as [number[], number[]];
  const number = c.watchers.descriptor[w]!;
  if (able.length === 0 && (c.watchers.flags[w]! & WATCHER.stale) === 0) return [];
  if (able.length === 0)
    return [`The process that added it as descriptor ${number} has closed that descriptor or ended: `
      + 'no holder of the instance can remove it.'];
  if (others.length === 0) return [`One of them added it, and each can remove it: each has the socket as descriptor ${number}.`];
  return [...namesOf(c, able), able.length === 1
    ? ` alone can remove it, and probably added it: it has the socket as descriptor ${number}. `
    : ` can remove it, and one of them probably added it: each has the socket as descriptor ${number}. `,
  ...namesOf(c, others), ' cannot remove it, and can get its events.'];
}

function wokenText(c: Capture, w: number): LivePart[] {
  const waiters = c.waiters.get(c.watchers.instance[w]!);
  if (waiters === undefined) return [];
  if (waiters.length === 0) return [' No thread waits in the instance now.'];
  return [' ', ...namesOf(c, waiters), waiters.length === 1 ? ' waits in the instance, and is woken by an event.'
    : ' wait in the instance: an event wakes one of them.'];
}

const namesOf = (c: Capture, processes: readonly number[]): LivePart[] =>
  listed(processes.map((p): string => processText(label(c, p))));
