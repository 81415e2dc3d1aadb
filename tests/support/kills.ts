/** Sessions whose processes are killed at random moments. */
import { setTimeout as pause } from 'node:timers/promises';
import { Library } from '../../app/main/services/library/library.ts';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import { isMessage } from '../../app/shared/scenario/step-kinds.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { allOf, processNamed } from '../../app/shared/domain/world.ts';
import { isOurChild, type Leftovers } from './leftovers.ts';

export const MOMENTS = ['before the first step', 'between steps', 'during a step', 'during a message', 'while a call is blocked'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Milliseconds that the end of a process may take to be in the trace. */
const TOLD_WITHIN = 10_000;
/** Milliseconds that a step after a kill is given: it can wait for somebody who is dead, and the session is closed under it. */
const GIVEN = 250;

export interface Killing {
  scenarios: readonly string[];
  providerId: ProviderId;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  random(limit: number): number;
  /** Ends the process at once from outside of the session; null where only the session can. */
  end: ((pid: number) => void) | null;
  leftovers: Leftovers;
}

/** One session with one kill; false when every process had ended by then. @throws Error when the session does not get over it. */
export async function killOnce(k: Killing, moment: Moment): Promise<boolean> {
  const scenario = await new Library('assets').read(k.scenarios[k.random(k.scenarios.length)]!);
  const session = await SessionEngine.open({
    scenario, providerId: k.providerId, makeProvider: k.makeProvider,
  });
  try {
    const started = Object.values(session.log.header.start.added).flatMap((e) => (e.kind === 'process' && e.name !== 'main' ? [e] : []));
    const see = (): void => { k.leftovers.see(k.end ? started.flatMap((p) => p.pid ?? []) : []); };
    await advance(session, moment, k.random);
    see();
    const world = session.log.worldAt(session.log.length);
    const living = started.filter((p) => processNamed(world, p.name)?.state === 'running');
    const blocked = allOf(world, 'pending')[0]?.process;
    const victim = (moment === 'while a call is blocked' ? living.find((p) => p.id === blocked) : undefined)
      ?? endOfMessage(scenario, session, moment, living) ?? living[k.random(living.length)];
    if (!victim) return false;
    let step: Promise<void> | null = null;
    if (moment.startsWith('during')) {
      step = session.step();
      await pause(k.random(3));
    }
    // A step under way may end the process itself; its number is then no longer ours to kill.
    if (k.end) {
      if (isOurChild(victim.pid!)) k.end(victim.pid!);
    } else void session.kill(victim.name);
    await told(session, victim.name);
    if (step) await Promise.race([step, pause(GIVEN)]);
    const before = session.log.length;
    if (!session.finished) await Promise.race([session.step(), pause(GIVEN)]);
    see();
    if (session.log.length < before) throw new Error('The trace has lost steps');
    return true;
  } finally {
    await session.close();
  }
}

/** Steps to where the kill is to happen. */
async function advance(session: SessionEngine, moment: Moment, random: (limit: number) => number): Promise<void> {
  const steps = session.scenario.steps;
  if (moment === 'before the first step') return;
  if (moment === 'while a call is blocked') {
    while (!session.finished && session.log.steps().at(-1)?.outcome.kind !== 'pending') await session.step();
    return;
  }
  const messages = steps.flatMap((step, i) => (isMessage(step) ? [i] : []));
  const until = moment === 'during a message' && messages.length > 0 ? messages[random(messages.length)]! : random(steps.length);
  while (session.performed < until) await session.step();
}

/** Of a message that comes next: one of the two ends that can be killed. */
function endOfMessage<P extends { name: string }>(
  scenario: Scenario, session: SessionEngine, moment: Moment, started: readonly P[],
): P | undefined {
  const next = scenario.steps[session.performed];
  if (moment !== 'during a message' || !next || !isMessage(next)) return undefined;
  return started.find((p) => p.name === next.to) ?? started.find((p) => p.name === next.from);
}

async function told(session: SessionEngine, process: string): Promise<void> {
  const deadline = performance.now() + TOLD_WITHIN;
  const dead = (): boolean =>
    session.log.steps().some(({ action }) => (action.kind === 'death' || action.kind === 'kill') && action.process === process);
  while (!dead()) {
    if (performance.now() > deadline) throw new Error(`The end of ${process} is not in the trace after ${TOLD_WITHIN} ms`);
    await pause(5);
  }
}
