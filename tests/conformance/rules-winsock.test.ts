import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
import { wineProvider } from '../support/providers.ts';
import { differencesListed, differencesMet, ruleCases } from '../support/rule-cases.ts';
import { faults, runScenario } from '../support/run-scenario.ts';

const cases = ruleCases('winsock');
/** What the documents leave open, and Wine does: the rules foretell nothing, so the model cannot run these. */
const openOnes = ruleCases('winsock-left-open');

describe.each(cases)('$title', ({ name, scenario }) => {
  it('on the model', async () => {
    const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider('winsock', events)));
    expect(faults(steps)).toEqual([]);
  });

  it('with real calls under Wine, with the known differences and no other', async () => {
    const { steps } = await runScenario(scenario, 'winsock', wineProvider);
    expect(faults(steps)).toEqual([]);
    // Also fails when a listed difference is no longer there.
    expect(differencesMet(steps)).toEqual(differencesListed(name));
  });
});

describe.each(openOnes)('left open by the documents: $title', ({ name, scenario }) => {
  it('under Wine', async () => {
    const { steps } = await runScenario(scenario, 'winsock', wineProvider);
    expect(faults(steps)).toEqual([]);
    expect(differencesMet(steps)).toEqual(differencesListed(name));
  });
});

describe('the list of known differences', () => {
  it('names a case for each', () => {
    const known = new Set([...cases, ...openOnes].map((c) => c.name));
    expect(KNOWN_DIFFERENCES.filter((d) => d.platform === 'wine-8' && !known.has(d.shownBy)
      && !existsSync(`tests/conformance/${d.shownBy}`))).toEqual([]);
  });
});
