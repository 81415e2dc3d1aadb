/**
 * A session that begins with a descriptor of the live view: main holds the copy that was fetched, and the real
 * processes that hold the same socket stand in its world, found there, not ours to make calls in.
 */
import { readdirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { SessionOpened } from '../../../shared/contract/contract.ts';
import { SCENARIO_FORMAT } from '../../../shared/scenario/format.ts';
import { externalProcesses } from '../../../../native-bridge/host/external-process.ts';
import { releaseCopy } from '../../../../native-bridge/linux/live/fetch.ts';
import { addFoundDescriptor, numbersIn, addTakenSocket } from '../external-process/session-ways.ts';
import { resolveProcess } from '../external-process/resolve.ts';
import type { OpeningWatch } from '../sessions/openings.ts';
import type { SessionRun } from '../sessions/session-run.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { Fetching } from './fetching.ts';

/** The name under which steps refer to the copy. */
const NAME = 'live';

/** Processes looked into in one go, between which everything else has its turn: a wish to cancel, above all. */
const AT_ONCE = 16;

/**
 * @throws Refused for a copy that is not ours; Unavailable where Linux calls cannot be made; Cancelled when the watch's signal
 * said so before the copy was the session's: it is there as before then, and no session.
 */
export async function sessionFromCopy(fetching: Fetching, sessions: SessionRegistry, id: string, watch?: OpeningWatch): Promise<SessionOpened> {
  const { descriptor, from, local, remote } = fetching.find(id);
  // First: it takes the longest, and nothing has to be taken back when somebody does not want to wait for it.
  const holders = await holdersOf(descriptor, watch?.signal);
  const address = local ?? remote ?? `descriptor ${from.descriptor}`;
  const run = await sessions.open('linux', {
    library: null,
    scenario: {
      format: SCENARIO_FORMAT, title: `${from.name} (${from.pid}): ${address}`.slice(0, 120), rules: 'linux',
      description: `A copy of descriptor ${from.descriptor} of ${from.name} (${from.pid}), fetched while it ran. main makes the calls through the copy; their settings apply to every holder.`,
      processes: [{ name: 'main' }], steps: [],
    },
  }, { watch });
  try {
    watch?.signal.throwIfAborted();
    await handOver(fetching, id, run);
    const facts = externalProcesses.facts(descriptor);
    await run.note({
      kind: 'call', participant: 'main', call: 'pidfd_getfd', args: {}, as: [NAME], resolved: { targetfd: from.descriptor },
    }, (draft, step) => {
      const { object } = addTakenSocket(draft, descriptor, facts, step, 'fetched');
      for (const { own, numbers } of holders) for (const number of numbers) addFoundDescriptor(draft, own, object, number, step);
    }, { name: NAME, value: descriptor });
    return run.opened();
  } catch (error) {
    await sessions.close(run.state().session);
    throw error;
  }
}

/** The copy is the session's from here on, and is closed with it. */
async function handOver(fetching: Fetching, id: string, run: SessionRun): Promise<void> {
  // It may have been released while the session was being opened, and its number be another descriptor's by now.
  const { descriptor } = fetching.giveUp(id);
  await run.adopt([descriptor]).catch((error: unknown) => {
    releaseCopy(descriptor);
    throw error;
  });
}

/** Every other process of this system that holds what a descriptor of ours stands for, as far as we may look. @throws the signal's reason. */
async function holdersOf(descriptor: number, signal: AbortSignal | undefined) {
  const holders: { own: Awaited<ReturnType<typeof resolveProcess>>; numbers: number[] }[] = [];
  const pids = readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  for (const [i, pid] of pids.entries()) {
    if (i % AT_ONCE === 0) await breathe();
    signal?.throwIfAborted();
    const numbers = numbersIn(pid, descriptor);
    if (numbers.length === 0) continue;
    // It may have ended since.
    const own = await resolveProcess(pid).catch(() => null);
    if (own) holders.push({ own, numbers });
  }
  return holders;
}
