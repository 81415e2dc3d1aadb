/** Runs one case on one provider, in separate processes. */
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { inTime, orAborted } from '../../../../native-bridge/host/limits.ts';
import { SessionEngine } from '../session/engine.ts';
import { judgeRun } from './judge.ts';
import type { Case, CaseRun, Judgement } from './types.ts';

/** Time limit of a case in milliseconds; the longest take a few seconds. */
const LONGEST = 60_000;

/**
 * Never rejects: a case that cannot be completed diverges, with the reason. When `signal` aborts, the case and its processes end.
 * `platform`: its name, which counts if the provider does not start.
 */
export async function runCase(
  test: Case, { provider, platform }: { provider: ProviderId; platform: string },
  makeProvider: (events: ProviderEvents) => Promise<Provider>, longest = LONGEST, signal?: AbortSignal,
): Promise<CaseRun> {
  const { steps, platform: started, took, fault } = await runToEnd(test.scenario, provider, makeProvider, longest, signal);
  const judgement: Judgement = fault === null ? judgeRun(provider, steps, test.scenario.steps.length)
    : { state: 'diverges', why: [fault], differs: [] };
  return { case: test, provider, platform: started ?? platform, ...judgement, steps: steps.length, took };
}

export interface WholeRun {
  steps: readonly Step[];
  /** The provider's name of its platform; undefined if it did not start. */
  platform: string | undefined;
  /** Milliseconds, including starting and ending the processes. */
  took: number;
  /** Why it ended early; null if every step was performed. */
  fault: string | null;
}

/** Performs a scenario to its end, in separate processes, and ends them. Never rejects. */
export async function runToEnd(
  scenario: Scenario, provider: ProviderId, makeProvider: (events: ProviderEvents) => Promise<Provider>, longest = LONGEST,
  signal?: AbortSignal,
): Promise<WholeRun> {
  const started = performance.now();
  let session: SessionEngine | undefined;
  const done = (fault: string | null): WholeRun => ({
    steps: session?.log.steps() ?? [], platform: session?.log.header.platform, took: Math.round(performance.now() - started), fault,
  });
  try {
    session = await SessionEngine.open({ scenario, providerId: provider, makeProvider });
    const whole = await inTime(orAborted(signal, allSteps(session, signal)).then(() => true), longest, () => false);
    return done(whole ? null : `it did not end within ${longest / 1000} s, after step ${session.log.length}`);
  } catch (error) {
    return done(`it could not be run: ${(error as Error).message}`);
  } finally {
    await session?.close();
  }
}

async function allSteps(session: SessionEngine, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    if (session.finished || signal?.aborted) return;
    await session.step();
  }
}
