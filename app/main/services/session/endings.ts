/** Processes that end: killed by a step or the user, or by themselves. */
import { processId } from '../../../shared/domain/ids.ts';
import { processNamed } from '../../../shared/domain/world.ts';
import { endProcess } from '../../../shared/rules/index.ts';
import type { Action } from '../../../shared/trace/step.ts';
import { settle } from './completions.ts';
import type { StepPlace } from './recorder.ts';
import { type StepContext, exists } from './step-context.ts';

/** Milliseconds that a running step is given when the user kills a process. */
const KILL_PATIENCE_MS = 500;

/** @param end ends the process, if that has not already begun. */
export async function performKill(run: StepContext, process: string, place: StepPlace, end: Promise<void> | null = null): Promise<void> {
  run.deaths.expected.add(process);
  await (end ?? run.provider.kill(process));
  await ended(run, process, 'killed', { kind: 'kill', process }, place);
}

/**
 * Kills a process at the user's request, as a step of the trace. A running step gets some time to end: it can wait
 * for this very process, which is then killed immediately.
 */
export async function killOnRequest(run: StepContext, process: string): Promise<void> {
  const isThere = () => exists(processNamed(run.recorder.world, process));
  let end: Promise<void> | null = null;
  const late = setTimeout(() => {
    if (run.queue.ended || !isThere()) return;
    run.deaths.expected.add(process);
    end = run.provider.kill(process);
    end.catch(() => {});
  }, KILL_PATIENCE_MS);
  try {
    await run.queue.add(async () => {
      clearTimeout(late);
      if (!isThere()) return;
      await performKill(run, process, { plan: null, note: null }, end);
      await settle(run);
      await recordDeaths(run);
    });
  } finally {
    clearTimeout(late);
  }
}

/** Adds a step for each process that ended by itself, unless its end is already known, and the completions that follow. */
export async function recordDeaths(run: StepContext): Promise<void> {
  for (let death = run.deaths.next(); death && !run.queue.ended; death = run.deaths.next()) {
    const { process, how } = death;
    if (!exists(processNamed(run.recorder.world, process))) continue;
    await ended(run, process, 'crashed', { kind: 'death', process, how });
    await settle(run);
  }
}

async function ended(run: StepContext, process: string, state: 'killed' | 'crashed', action: Action, place?: StepPlace): Promise<void> {
  const { recorder, pending } = run;
  pending.forget(process);
  const diff = recorder.change((draft) => endProcess(draft, run.semantics, processId(process), state, recorder.next));
  await recorder.append({ ...place, action, outcome: { kind: 'ok', results: {} }, diff });
}
