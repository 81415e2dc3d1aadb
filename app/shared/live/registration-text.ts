/** Registrations with an epoll instance that several processes hold: who added one, who can remove it, whom it wakes. */
import { type Capture, WATCHER } from './capture.ts';
import { type LivePart, processText } from './hazard-kinds.ts';
import { listed } from './hazards.ts';
import { holdersOf, label } from './rows.ts';
import { holdsNumber } from './stale.ts';

/** Returns sentences; empty if one process holds the instance and can remove the item, or if other holders can be hidden. */
export function registrationText(c: Capture, w: number): LivePart[] {
  const instance = c.instances[c.watchers.instance[w]!]!;
  const processes = [...new Set(instance.holders.map(({ process }) => process))];
  if (!instance.sure || (processes.length < 2 && (c.watchers.flags[w]! & WATCHER.stale) === 0)) return [];
  return [...removersText(c, w, processes), ...wokenText(c, w)];
}

/** An item is deleted by the number and the open file that it was added with, in the table of the caller: epoll_ctl(2). */
function removersText(c: Capture, w: number, processes: readonly number[]): LivePart[] {
  const [able, others] = [true, false].map((has) => processes.filter((p) => holdsNumber(c, p, w) === has)) as [number[], number[]];
  const number = c.watchers.descriptor[w]!;
  if (able.length === 0 && (c.watchers.flags[w]! & WATCHER.stale) === 0) return [];
  if (able.length === 0)
    return [`The process that added it as descriptor ${number} has closed that descriptor or ended. `, ...againText(c, w)];
  if (others.length === 0) return [`One of them added it, and each can remove it: each has the socket as descriptor ${number}.`];
  return [...namesOf(c, able), able.length === 1
    ? ` can remove it, and probably added it: it has the socket as descriptor ${number}. `
    : ` can remove it, and one of them probably added it: each has the socket as descriptor ${number}. `,
  ...namesOf(c, others), ` can get its events, but cannot remove it without that socket as descriptor ${number}.`];
}

/** Who can give the socket its number again, and remove the item then. */
function againText(c: Capture, w: number): LivePart[] {
  const [s, number] = [c.watchers.socket[w]!, c.watchers.descriptor[w]!];
  const holders = c.instances[c.watchers.instance[w]!]!.holders.map(({ process }) => process);
  const [other] = holdersOf(c, s).filter((h) => holders.includes(c.holders.process[h]!));
  if (other === undefined)
    return [`No holder of the instance has the socket: to remove it, one would have to receive it as descriptor ${number}.`];
  return [{ holder: other, text: processText(label(c, c.holders.process[other]!)) },
    ` can remove it after dup2(${c.holders.descriptor[other]!}, ${number}), which gives the socket its number again.`];
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
