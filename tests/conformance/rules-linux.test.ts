/** Every rule on Linux has a scenario here; each runs on the model and with real calls. What needs another user: linux-rights.test.ts. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { differencesListed, differencesMet } from '../support/rule-cases.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { linuxProvider } from '../support/providers.ts';

const FOLDER = 'tests/conformance/rules/linux';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const scenarios = files.map((name) => parseScenario(readFileSync(`${FOLDER}/${name}`, 'utf8'), name));

describe.each(scenarios.map((scenario, i) => [scenario.title, scenario, files[i]!] as const))('%s', (_title, scenario, file) => {
  it('on the model', async () => {
    const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider('linux', events)));
    expect(faults(steps)).toEqual([]);
  });

  it('with real calls', async () => {
    const { steps } = await runScenario(scenario, 'linux', linuxProvider);
    expect(faults(steps)).toEqual([]);
    // Also fails when the departure is no longer there.
    expect(differencesMet(steps)).toEqual(differencesListed(file.slice(0, -'.json'.length), 'linux'));
  });
});

it('every rule is taught by a scenario', () => {
  const taught = new Set(scenarios.flatMap((scenario) => scenario.teaches ?? []));
  const all = Array.from({ length: 27 }, (_, i) => `P${i + 1}`);
  expect(all.filter((rule) => !taught.has(rule))).toEqual([]);
});
