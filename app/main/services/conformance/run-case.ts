/** Runs one case on one provider, in separate processes. */
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';
import { orAborted } from '../../../../native-bridge/host/aborted.ts';
import { SessionEngine } from '../session/engine.ts';
import { judgeRun } from './judge.ts';
import type { Case, CaseRun } from './types.ts';

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
  const started = performance.now();
  let session: SessionEngine | undefined;
  const done = (judgement: Pick<CaseRun, 'state' | 'why' | 'differs'>): CaseRun => ({
    case: test, provider, platform: session?.log.header.platform ?? platform, ...judgement,
    steps: session?.log.length ?? 0, took: Math.round(performance.now() - started),
  });
  try {
    session = await SessionEngine.open({ scenario: test.scenario, providerId: provider, makeProvider });
    const inTime = await withinLimit(orAborted(signal, allSteps(session, signal)), longest);
    if (!inTime)
      return done({ state: 'diverges', why: [`it did not end within ${longest / 1000} s, after step ${session.log.length}`], differs: [] });
    return done(judgeRun(provider, session.log.steps(), test.scenario.steps.length));
  } catch (error) {
    return done({ state: 'diverges', why: [`it could not be run: ${(error as Error).message}`], differs: [] });
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

function withinLimit(work: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), ms);
    work.then(() => { clearTimeout(timer); resolve(true); }, (error: Error) => { clearTimeout(timer); reject(error); });
  });
}
