/** Runs a scenario to its end on a provider and returns what happened. */
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { ProviderId, Step } from '../../app/shared/trace/step.ts';
import { SessionEngine } from '../../app/main/services/session/engine.ts';

export interface ScenarioRun {
  steps: readonly Step[];
  session: SessionEngine;
}

export async function runScenario(
  scenario: Scenario, providerId: ProviderId, makeProvider: (events: ProviderEvents) => Promise<Provider>, semantics?: PlatformSemantics,
): Promise<ScenarioRun> {
  const session = await SessionEngine.open({ scenario, providerId, makeProvider, semantics });
  try {
    while (!session.finished) await session.step();
  } finally {
    await session.close();
  }
  return { steps: session.log.steps(), session };
}

/** Expectations that were not met, and divergences nobody listed: what a conforming run has none of. */
export function faults(steps: readonly Step[]): string[] {
  const found: string[] = [];
  for (const step of steps) {
    if (step.verdict?.met === false)
      found.push(`step ${step.n}: expected ${JSON.stringify(step.verdict.expected)}, but ${step.verdict.but}`);
    if (step.outcome.kind === 'refused') found.push(`step ${step.n}: ${step.outcome.reason}`);
    for (const d of step.divergences) {
      if (d.knownDifference === null) found.push(`step ${step.n}: ${d.what}: the rules say ${d.predicted}, but ${d.observed}`);
    }
  }
  return found;
}
