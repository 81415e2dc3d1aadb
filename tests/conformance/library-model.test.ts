import { describe, expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { faults, runScenario } from '../support/run-scenario.ts';

const library = new Library('assets');

describe.each(await library.list())('$id on the model', ({ id, rules }) => {
  it('meets every expectation', async () => {
    const run = await runScenario(await library.read(id), 'model', (events) => Promise.resolve(new ModelProvider(rules, events)));
    expect(faults(run.steps)).toEqual([]);
    expect(run.steps.length).toBeGreaterThanOrEqual(10);
  });
});
