/** The conformance cases of a folder: one scenario a file, named for the promise it checks. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { Step } from '../../app/shared/trace/step.ts';

export interface RuleCase {
  name: string;
  title: string;
  scenario: Scenario;
}

export function ruleCases(folder: string): RuleCase[] {
  const root = join('tests/conformance/rules', folder);
  return readdirSync(root).filter((file) => file.endsWith('.json')).sort().map((file) => {
    const scenario = parseScenario(readFileSync(join(root, file), 'utf8'), file);
    return { name: file.slice(0, -'.json'.length), title: scenario.title, scenario };
  });
}

/** Ids of the known differences that a run met, each once. */
export function differencesMet(steps: readonly Step[]): string[] {
  const met = steps.flatMap((step) => step.divergences).map((d) => d.knownDifference).filter((id) => id !== null);
  return [...new Set<string>(met)].sort();
}
