/** Finds the holders of a socket, and checks whether a process exists, with /proc and kill(2). */
import { readdirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Holders, Reach } from '../../app/shared/external-process/types.ts';
import { commandName } from '../linux/live/ask.ts';
import { linksOf } from './proc.ts';

/** Processes per batch; other work of this process runs between batches. */
const AT_ONCE = 16;

/** Every descriptor with the link target `link`, such as "socket:[1234]", in any process that this user can read. */
export async function holdersOf(link: string): Promise<Holders> {
  const known: string[] = [];
  let unread = 0;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  for (const [i, pid] of pids.entries()) {
    if (i % AT_ONCE === 0) await breathe();
    const links = linksOf(pid);
    if (!links) unread += 1;
    for (const [fd, target] of links ?? []) {
      if (target === link) known.push(`process ${pid} (${pid === process.pid ? 'this one' : nameOf(pid)}), descriptor ${fd}`);
    }
  }
  return { known, note: unread === 0 ? null : `${unread} processes could not be looked into: they are other users', or have just ended` };
}

/** kill(2) with signal 0 checks without sending anything. */
export function accessTo(pid: number): Reach {
  try {
    process.kill(pid, 0);
    return 'open';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'not-permitted' : 'gone';
  }
}

function nameOf(pid: number): string {
  return commandName(pid) ?? 'ended';
}
