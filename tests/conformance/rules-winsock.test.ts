import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
import { describeOnWine, WINES_HERE } from '../support/on-wine.ts';
import { ruleCases } from '../support/rule-cases.ts';
import { faults, runScenario } from '../support/run-scenario.ts';

const cases = ruleCases('winsock');
/** What the documents leave open, and Wine does: the rules foretell nothing, so the model cannot run these. */
const openOnes = ruleCases('winsock-left-open');

describe.each(cases)('$title', ({ scenario }) => {
  it('on the model', async () => {
    const { steps } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider('winsock', events)));
    expect(faults(steps)).toEqual([]);
  });
});

it('has a Wine to run on: without one, no real Winsock call is tested', () => {
  expect(WINES_HERE).not.toEqual([]);
});

// Other versions have their own file, so that two run side by side.
for (const version of WINES_HERE.slice(0, 1)) describeOnWine(version, [...cases, ...openOnes]);

describe('the list of known differences', () => {
  it('names a case for each', () => {
    const known = new Set([...cases, ...openOnes].map((c) => c.name));
    expect(KNOWN_DIFFERENCES.filter((d) => !known.has(d.shownBy) && !existsSync(`tests/conformance/${d.shownBy}`))).toEqual([]);
  });
});
