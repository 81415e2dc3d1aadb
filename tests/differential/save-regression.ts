/** A failing sequence as a scenario file, which the test suite runs again ever after. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario, ScenarioStep } from '../../app/shared/scenario/format.ts';
import type { Found } from './shrink.ts';

export const REGRESSIONS = 'tests/differential/regressions';

/** Where a sequence is kept. */
export const pathOf = (rules: string, seed: number, folder: string = REGRESSIONS): string => join(folder, `${rules}-seed-${seed}.json`);

/** Writes `<rules>-seed-<seed>.json`; its path. */
export function keep(found: Found, folder: string = REGRESSIONS): string {
  const { scenario, steps } = found.ran;
  const performed = scenario.steps.filter((_, i) => planOutcome(steps, scenario.steps, i) !== 'refused');
  const whole: Scenario = {
    ...scenario, steps: performed.length > 0 ? performed : scenario.steps,
    description: `Seed ${found.seed}. ${found.lines.join(' | ')}`.slice(0, 1900),
  };
  mkdirSync(folder, { recursive: true });
  const path = pathOf(scenario.rules, found.seed, folder);
  writeFileSync(path, text(whole));
  return path;
}

/** How the step that performed the i-th planned one ended: steps that came by themselves stand between. */
function planOutcome(steps: Found['ran']['steps'], planned: readonly ScenarioStep[], i: number): string | undefined {
  const own = steps.filter((s) => s.action.kind !== 'death' && (s.action.kind !== 'completion' || s.note === null));
  return own.length === planned.length ? own[i]?.outcome.kind : undefined;
}

/** A step a line, as the library's scenarios are written. */
export function text({ steps, ...head }: Scenario): string {
  const lines = steps.map((s) => `    ${JSON.stringify(s)}`).join(',\n');
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  "steps": [\n${lines}\n  ]\n}\n`;
}
