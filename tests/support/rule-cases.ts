/** The conformance cases of a folder: one scenario a file, named for the promise it checks. */
import { readFileSync, readdirSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { inRange, wineVersion } from '../../app/shared/domain/platform.ts';
import { KERNEL_DIFFERENCES } from '../../app/shared/rules/kernel-differences.ts';
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

const [major = 0, minor = 0] = release().split('.').map(Number);
/** Kernels from 6.10 on. */
const overlooksCycles = major > 6 || (major === 6 && minor >= 10);

/** Those that the list says the case of that name shows on that platform, in the same words. */
export function differencesListed(name: string, platform: string): string[] {
  if (platform === 'linux') {
    return KERNEL_DIFFERENCES.filter(({ shownBy }) => overlooksCycles && shownBy === name).map(({ rule }) => `${rule} recv`);
  }
  const version = wineVersion(platform);
  const shown = KNOWN_DIFFERENCES.filter((d) => d.shownBy === name && version !== null && inRange(d.wine, version));
  return [...new Set(shown.map((d) => `${d.rule} ${d.call}`))].sort();
}
