/** The conformance cases of a folder: one scenario a file, named for the promise it checks. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRange, wineVersion } from '../../app/shared/domain/platform.ts';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
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

/** The known differences that a run's outcomes met, each once, with the call: "W14 CancelIoEx". */
export function differencesMet(steps: readonly Step[]): string[] {
  const met = steps.flatMap(({ action, divergences }) => ('call' in action ? divergences
    .filter((d) => d.knownDifference !== null && d.what === `outcome of ${action.call}`)
    .map((d) => `${d.knownDifference} ${action.call}`) : []));
  return [...new Set(met)].sort();
}

/** Those that the list says the case of that name shows on that platform, in the same words. */
export function differencesListed(name: string, platform: string): string[] {
  const version = wineVersion(platform);
  const shown = KNOWN_DIFFERENCES.filter((d) => d.shownBy === name && version !== null && inRange(d.wine, version));
  return [...new Set(shown.map((d) => `${d.rule} ${d.call}`))].sort();
}
