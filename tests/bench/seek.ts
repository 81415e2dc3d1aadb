/** A trace as long as the bar asks for, and random jumps in it. */
import type { ProcessEntity, Rules } from '../../app/shared/domain/entities.ts';
import { TraceLog } from '../../app/shared/trace/log.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import type { Folded } from './fold.ts';
import { percentile, seeded } from './measure.ts';
import { CAST, tell } from './stories.ts';

export const STEPS = 100_000;
const SEEKS = 2000;

/** A trace of real diffs, in which everything that was ever closed or cancelled stays to be seen. */
export async function longTrace(rules: Rules): Promise<{ log: TraceLog; steps: readonly Step[] }> {
  const log = await recorded('Long', rules, CAST, (folded) => tell(rules, STEPS, folded));
  return { log, steps: log.steps() };
}

/** The trace of a story that `telling` folds. */
export async function recorded(
  title: string, rules: Rules, cast: readonly ProcessEntity[], telling: (folded: (step: Folded) => void) => Promise<unknown>,
): Promise<TraceLog> {
  const log = new TraceLog({
    format: 'handoff-trace/1', provider: 'model', platform: 'model', rules,
    scenario: {
      format: 'handoff-scenario/1', title, rules, processes: cast.map(({ name, role }) => ({ name, role })),
      // A scenario has a step at least; these steps are none of its own.
      steps: [{ process: 'main', call: rules === 'linux' ? 'epoll_create1' : 'WSACreateEvent' }],
    },
    start: { added: Object.fromEntries(cast.map((p) => [p.id, p])), updated: {}, removed: {} },
  });
  await telling((folded) => { log.append(stepOf(folded)); });
  return log;
}

export function stepOf({ n, process, call, args, outcome, predicted, diff }: Folded): Step {
  return {
    n, action: { kind: 'call', participant: process, call, args, resolved: args, as: [] }, outcome, predicted, diff,
    facts: [], divergences: [], hazards: [], verdict: null, note: null, plan: null, at: n, micros: null,
  };
}

/** Milliseconds at the 95th percentile of jumps to random steps, one lookup in each world included. */
export function seekMillis(log: TraceLog, seed: number): number {
  const random = seeded(seed);
  const millis = Array.from({ length: SEEKS }, () => {
    const n = random(log.length + 1);
    const start = performance.now();
    const world = log.worldAt(n);
    if (!world.get('process:main')) throw new Error('A world without main');
    return performance.now() - start;
  });
  return percentile(millis, 0.95);
}

/** Megabytes that the log needs beside its steps: what keeping worlds costs. */
export function logMegabytes(log: TraceLog, steps: readonly Step[]): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('Run with --expose-gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  const second = new TraceLog(log.header);
  for (const step of steps) second.append(step);
  collect();
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  return second.length === steps.length ? megabytes : Number.NaN;
}

/** Milliseconds at the 95th percentile for a jump and then a look at everything in that world. */
export function readMillis(log: TraceLog, seed: number): { millis: number; entities: number } {
  const random = seeded(seed);
  let entities = 0;
  const millis = Array.from({ length: SEEKS / 20 }, () => {
    const n = random(log.length + 1);
    const start = performance.now();
    let count = 0;
    for (const _ of log.worldAt(n).values()) count += 1;
    entities = Math.max(entities, count);
    return performance.now() - start;
  });
  return { millis: percentile(millis, 0.95), entities };
}
