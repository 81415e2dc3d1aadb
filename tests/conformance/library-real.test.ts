import { describe, expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

const library = new Library('assets');
const entries = await library.list();

describe.each(entries.filter((e) => e.rules === 'linux'))('$id with real Linux calls', ({ id }) => {
  it('meets every expectation without a divergence', async () => {
    const { steps } = await runScenario(await library.read(id), 'linux', linuxProvider);
    expect(faults(steps)).toEqual([]);
    expect(steps.some((s) => s.facts.some((f) => f.known === 'read'))).toBe(true);
  });
});

describe.each(entries.filter((e) => e.rules === 'winsock'))('$id with real Winsock calls under Wine', ({ id }) => {
  it('meets every expectation without a divergence', async () => {
    const { steps, session } = await runScenario(await library.read(id), 'winsock', wineProvider);
    expect(faults(steps)).toEqual([]);
    expect(session.log.header.platform).toMatch(/^wine-\d+\.\d+$/);
    const pids = new Set(Object.values(session.log.header.start.added).map((p) => (p.kind === 'process' ? p.pid : null)));
    expect(pids.size).toBe(session.scenario.processes.length);
  });
});
