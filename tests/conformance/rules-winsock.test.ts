import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WINES_TRIED } from '../../app/shared/domain/platform.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
import { winesSetUp } from '../../native-bridge/host/wine-setup.ts';
import { CACHE, wineProviderOf } from '../support/providers.ts';
import { differencesListed, differencesMet, ruleCases } from '../support/rule-cases.ts';
import { faults, runScenario } from '../support/run-scenario.ts';

const cases = ruleCases('winsock');
/** What the documents leave open, and Wine does: the rules foretell nothing, so the model cannot run these. */
const openOnes = ruleCases('winsock-left-open');
const setUp = winesSetUp(CACHE).map(({ version }) => version);

it('has a Wine to run on: without one, real Winsock calls would not be tested at all', () => {
  expect(setUp).not.toEqual([]);
});

describe.each(cases)('$title', ({ scenario }) => {
  it('on the model', async () => {
    const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider('winsock', events)));
    expect(faults(steps)).toEqual([]);
  });
});

for (const version of new Set([...setUp, ...WINES_TRIED])) {
  const here = setUp.includes(version);
  const title = here ? `with real calls under Wine ${version}, with its known differences and no other`
    : `not run: Wine ${version} is not set up here: npm run setup -- --wine ${version.split('.')[0]}`;
  describe.skipIf(!here).each([title])('%s', () => {
    it.each([...cases, ...openOnes])('$title', async ({ name, scenario }) => {
      const { steps, session } = await runScenario(scenario, 'winsock', wineProviderOf(version));
      expect(session.log.header.platform).toBe(`wine-${version}`);
      expect(faults(steps)).toEqual([]);
      // Also fails when a listed difference is no longer there.
      expect(differencesMet(steps)).toEqual(differencesListed(name, session.log.header.platform));
    });
  });
}

describe('the list of known differences', () => {
  it('names a case for each', () => {
    const known = new Set([...cases, ...openOnes].map((c) => c.name));
    expect(KNOWN_DIFFERENCES.filter((d) => !known.has(d.shownBy) && !existsSync(`tests/conformance/${d.shownBy}`))).toEqual([]);
  });
});
