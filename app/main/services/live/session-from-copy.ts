/**
 * A session that begins with a descriptor of the live view: main holds the copy that was fetched, and the real
 * processes that hold the same socket stand in its world, found there, not ours to make calls in.
 */
import { readdirSync } from 'node:fs';
import type { SessionOpened } from '../../../shared/contract.ts';
import { SCENARIO_FORMAT } from '../../../shared/scenario/format.ts';
import { foreign } from '../../../../native-bridge/host/foreign.ts';
import { found, numbersIn, taken } from '../own-process/session-ways.ts';
import { resolveProcess } from '../own-process/resolve.ts';
import type { Sessions } from '../sessions.ts';
import type { Fetching } from './fetching.ts';

/** The name under which steps refer to the copy. */
const NAME = 'live';

/** @throws Refused for a copy that is not ours; Unavailable where Linux calls cannot be made. */
export async function sessionFromCopy(fetching: Fetching, sessions: Sessions, id: string): Promise<SessionOpened> {
  const { descriptor, from, local, remote } = fetching.find(id);
  const address = local ?? remote ?? `descriptor ${from.descriptor}`;
  const run = await sessions.open('linux', {
    library: null,
    scenario: {
      format: SCENARIO_FORMAT, title: `${from.name} (${from.pid}): ${address}`.slice(0, 120), rules: 'linux',
      description: `A copy of descriptor ${from.descriptor} of ${from.name} (${from.pid}), fetched while it ran. Steps are made by main, through the copy; what they set is set for every holder.`,
      processes: [{ name: 'main' }], steps: [],
    },
  });
  await run.adopt([descriptor]);
  fetching.giveUp(id);
  const facts = foreign.facts(descriptor);
  const holders = await holdersOf(descriptor);
  await run.note({
    kind: 'call', participant: 'main', call: 'pidfd_getfd', args: {}, as: [NAME], resolved: { targetfd: from.descriptor },
  }, (draft, step) => {
    const { object } = taken(draft, descriptor, facts, step, 'fetched');
    for (const { own, numbers } of holders) for (const number of numbers) found(draft, own, object, number, step);
  }, { name: NAME, value: descriptor });
  return run.opened();
}

/** Every other process of this system that holds what a descriptor of ours stands for, as far as we may look. */
async function holdersOf(descriptor: number) {
  const holders: { own: Awaited<ReturnType<typeof resolveProcess>>; numbers: number[] }[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const numbers = numbersIn(pid, descriptor);
    if (numbers.length === 0) continue;
    // It may have ended since.
    const own = await resolveProcess(pid).catch(() => null);
    if (own) holders.push({ own, numbers });
  }
  return holders;
}
