/**
 * Scenarios on the model whose answers come from the complete rules, while the session predicts with others: a quick
 * way to find the scenarios that notice a clause that is left out.
 */
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { Performed, Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { faults, runScenario } from '../support/run-scenario.ts';

/** Every answer in order; a completion before the next answer. */
interface Recording {
  pids: (number | null)[];
  answers: { performed: Performed; completed: { key: number; performed: Performed }[] }[];
}

/** Runs a scenario on the model and records its answers. */
async function record(rules: Rules, scenario: Scenario): Promise<{ recording: Recording; faults: readonly string[] }> {
  const recording: Recording = { pids: [], answers: [] };
  const { steps } = await runScenario(scenario, 'model', (events) => {
    const model = new ModelProvider(rules, {
      ...events,
      completed(key, performed) {
        recording.answers.at(-1)?.completed.push({ key, performed });
        events.completed(key, performed);
      },
    });
    const start = model.start.bind(model);
    const answer = model.answer.bind(model);
    const kill = model.kill.bind(model);
    model.start = async (process) => {
      const pid = await start(process);
      recording.pids.push(pid);
      return pid;
    };
    model.answer = async (request, predicted) => {
      const performed = await answer(request, predicted);
      recording.answers.push({ performed, completed: [] });
      return performed;
    };
    model.kill = async (process) => {
      await kill(process);
      recording.answers.push({ performed: { outcome: { kind: 'ok', results: {} }, micros: null }, completed: [] });
    };
    return Promise.resolve(model);
  });
  return { recording, faults: faults(steps) };
}

/** Gives the recorded answers, independent of the prediction. */
function replaying(rules: Rules, { pids, answers }: Recording, events: ProviderEvents): Provider {
  const model = new ModelProvider(rules, events);
  let [started, at] = [0, 0];
  const next = (): Performed => {
    const answer = answers[at++];
    if (!answer) return { outcome: { kind: 'refused', reason: 'Nothing was recorded for this call' }, micros: null };
    for (const { key, performed } of answer.completed) queueMicrotask(() => events.completed(key, performed));
    return answer.performed;
  };
  return Object.assign(model, {
    start: () => Promise.resolve(pids[started++] ?? null),
    answer: () => Promise.resolve(next()),
    kill: () => {
      next();
      return Promise.resolve();
    },
    settle: () => {},
  });
}

export interface Replayed {
  name: string;
  /** Ids of rules. */
  teaches: readonly string[];
  /** What the session finds when it predicts with these rules. */
  findings(semantics: PlatformSemantics): Promise<readonly string[]>;
}

/** A scenario that can be replayed; null if the model cannot perform all of it. */
export async function replayable(rules: Rules, name: string, scenario: Scenario): Promise<Replayed | null> {
  const { recording, faults: own } = await record(rules, scenario);
  if (own.length > 0) return null;
  return {
    name, teaches: scenario.teaches ?? [],
    async findings(semantics) {
      const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(replaying(rules, recording, events)), semantics);
      return faults(steps);
    },
  };
}
