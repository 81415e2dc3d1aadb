/** The conformance cases under one version of Wine, as a group of tests that is reported as not run where it is not set up. */
import { describe, expect, it } from 'vitest';
import type { WineVersion } from '../../app/shared/domain/platform.ts';
import { winesSetUp } from '../../native-bridge/host/wine-setup.ts';
import { CACHE, wineProviderOf } from './providers.ts';
import { differencesListed, differencesMet, type RuleCase } from './rule-cases.ts';
import { faults, runScenario } from './run-scenario.ts';

/** The versions that are set up here, the one that is used by default first. */
export const WINES_HERE: readonly WineVersion[] = winesSetUp(CACHE).map(({ version }) => version);

export function describeOnWine(version: WineVersion, cases: readonly RuleCase[]): void {
  const here = WINES_HERE.includes(version);
  const title = here ? `with real calls under Wine ${version}, with its known differences and no other`
    : `not run: Wine ${version} is not set up here: npm run setup -- --wine ${version.split('.')[0]}`;
  describe.skipIf(!here).each([title])('%s', () => {
    it.each(cases)('$title', async ({ name, scenario }) => {
      const { steps, session } = await runScenario(scenario, 'winsock', wineProviderOf(version));
      expect(session.log.header.platform).toBe(`wine-${version}`);
      expect(faults(steps)).toEqual([]);
      // Also fails when a listed difference is no longer there.
      expect(differencesMet(steps)).toEqual(differencesListed(name, session.log.header.platform));
    });
  });
}
