/** What opens of a trace file is shown: its pictures, its sequence, the answers about it. None of it may fail or run for ever. */
import { fileName } from '../../app/main/services/export/export-as.ts';
import { generateCode } from '../../app/shared/codegen/index.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import { answer, questionsFor } from '../../app/shared/explain/index.ts';
import { graphFigure } from '../../app/shared/graph-layout/svg/figure.ts';
import { InputProblem } from '../../app/shared/base/input-problem.ts';
import { sequenceUpTo } from '../../app/shared/sequence/svg.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { type Random, mutateValue, pick } from './mutate.ts';

/** @throws Error with what could not be shown. */
export function lookAt(log: TraceLog, random: Random): void {
  const n = Math.floor(random() * (log.length + 1));
  part('its picture', () => graphFigure(log, { theme: 'light', step: n }));
  part('its sequence', () => sequenceUpTo(log, log.length, { theme: 'light', spacing: pick(random, ['even', 'real'] as const) }));
  part('its text', () => writeTrace(log));
  part('its name', () => fileName(log));
  part('its program', () => generateCode(log.header.scenario));
  for (const kind of ['socket', 'descriptor', 'registration', 'event', 'transfer'] as const) {
    for (const { id } of [...allOf(log.worldAt(n), kind)].slice(0, 3)) {
      part(`the answers about ${kind}`, () => { for (const question of questionsFor(log, n, id)) answer(log, question); });
    }
  }
  part('the questions about a step', () => { for (const question of questionsFor(log, n, null)) answer(log, question); });
}

function part(what: string, show: () => unknown): void {
  try {
    show();
  } catch (error) {
    // What has no picture or no program is said to have none.
    if (!(error instanceof InputProblem))
      throw new Error(`${what}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`, { cause: error });
  }
}

/** Values that contradict what the rest of a trace says: itself as its own object, another's id, a number without end. */
export function contradict(random: Random, line: unknown, ids: readonly string[]): unknown {
  const changed = mutateValue(random, line);
  const places: [Record<string, unknown>, string][] = [];
  const collect = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 8) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && /^[a-z]+:/.test(inner)) places.push([value as Record<string, unknown>, key]);
      collect(inner, depth + 1);
    }
  };
  collect(random() < 0.7 ? line : changed, 0);
  const target = places.length > 0 ? pick(random, places) : null;
  if (target) target[0][target[1]] = pick(random, ids);
  return random() < 0.7 ? line : changed;
}
