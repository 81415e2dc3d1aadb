/**
 * A session that starts with a descriptor of the live view: main holds the fetched copy, and the real processes that
 * hold the same socket are part of its world as external processes, which make no calls.
 */
import { readdirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { SessionOpened } from '../../../shared/contract/contract.ts';
import { SCENARIO_FORMAT } from '../../../shared/scenario/format.ts';
import { externalProcesses } from '../../../../native-bridge/host/external-process.ts';
import { releaseCopy } from '../../../../native-bridge/linux/live/fetch.ts';
import { addFoundDescriptor, numbersIn, addTakenSocket } from '../external-process/session-ways.ts';
import { resolveProcess } from '../external-process/resolve.ts';
import type { SessionEngine } from '../session/engine.ts';
import type { OpeningWatch } from '../session/start.ts';
import { type SessionRegistry, openedOf } from '../open-sessions/session-registry.ts';
import type { Fetching } from './fetching.ts';

/** The name by which steps refer to the copy. */
const NAME = 'live';

/** Processes inspected per batch; other work, such as a cancel request, runs between batches. */
const AT_ONCE = 16;

/**
 * @throws Refused if this process does not hold the copy; Unavailable if Linux calls cannot be made; Cancelled if the
 * watch's signal aborted before the session owned the copy, which then stays as before.
 */
export async function sessionFromCopy(
  fetching: Fetching, sessions: SessionRegistry, id: string, watch?: OpeningWatch,
): Promise<SessionOpened> {
  const { descriptor, from, local, remote } = fetching.find(id);
  // First, because it takes longest and needs no undo if the user cancels.
  const holders = await holdersOf(descriptor, watch?.signal);
  const address = local ?? remote ?? `descriptor ${from.descriptor}`;
  const opened = await sessions.open('linux', {
    library: null,
    scenario: {
      format: SCENARIO_FORMAT, title: `${from.name} (${from.pid}): ${address}`.slice(0, 120), rules: 'linux',
      description:
        `A copy of descriptor ${from.descriptor} of ${from.name} (${from.pid}), fetched while it ran. main makes the calls `
          + `through the copy; their settings apply to every holder.`,
      processes: [{ name: 'main' }], steps: [],
    },
  }, { watch });
  const { engine } = opened;
  try {
    watch?.signal.throwIfAborted();
    await handOver(fetching, id, engine);
    const facts = externalProcesses.facts(descriptor);
    await engine.surroundings.note({
      kind: 'call', participant: 'main', call: 'pidfd_getfd', args: {}, as: [NAME], resolved: { targetfd: from.descriptor },
    }, (draft, step) => {
      const { object } = addTakenSocket(draft, descriptor, facts, step, 'fetched');
      for (const { own, numbers } of holders) for (const number of numbers) addFoundDescriptor(draft, own, object, number, step);
    }, { name: NAME, value: descriptor });
    return openedOf(opened);
  } catch (error) {
    await sessions.close(engine.state().session);
    throw error;
  }
}

/** The session owns the copy from here on, and closes it. */
async function handOver(fetching: Fetching, id: string, engine: SessionEngine): Promise<void> {
  // It can have been released while the session was opening, and its number reused for another descriptor.
  const { descriptor } = fetching.giveUp(id);
  await engine.surroundings.adopt([descriptor]).catch((error: unknown) => {
    releaseCopy(descriptor);
    throw error;
  });
}

/**
 * Every other process of this system that holds the object of one of our descriptors, as far as permissions allow.
 * @throws the signal's reason.
 */
async function holdersOf(descriptor: number, signal: AbortSignal | undefined) {
  const holders: { own: Awaited<ReturnType<typeof resolveProcess>>; numbers: number[] }[] = [];
  const pids = readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  for (const [i, pid] of pids.entries()) {
    if (i % AT_ONCE === 0) await breathe();
    signal?.throwIfAborted();
    const numbers = numbersIn(pid, descriptor);
    if (numbers.length === 0) continue;
    // The process can have ended since.
    const own = await resolveProcess(pid).catch(() => null);
    if (own) holders.push({ own, numbers });
  }
  return holders;
}
