/** Every scenario of the library, performed by real calls; and as C, which compiles without a warning and has the same outcomes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeLine } from '../../app/shared/codegen/outcome-line.ts';
import { Library } from '../../app/main/services/library/library.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { type Programs, build, runPrograms, writePrograms } from '../support/c-programs.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { faults, runScenario, type ScenarioRun } from '../support/run-scenario.ts';

const library = new Library('assets');
const entries = await library.list();
const platforms = { linux: { provider: linuxProvider, where: 'linux', platform: /^linux$/, limit: 20_000 },
  winsock: { provider: wineProvider, where: 'wine', platform: /^wine-\d+\.\d+$/, limit: 60_000 } } as const;

describe.each(entries)('$id', ({ id, rules }) => {
  const { provider, where, platform, limit } = platforms[rules];
  let scenario: Scenario;
  let programs: Programs;
  let run: ScenarioRun;
  beforeAll(async () => {
    scenario = await library.read(id);
    programs = writePrograms(scenario);
    run = await runScenario(scenario, rules, provider);
  });
  afterAll(() => programs.remove());

  it('meets every expectation by real calls, without a divergence', () => {
    const { steps, session: { log } } = run;
    expect(faults(steps)).toEqual([]);
    expect(steps.some((s) => s.facts.some((f) => f.known === 'read'))).toBe(true);
    expect(log.header.platform).toMatch(platform);
    if (rules === 'linux') return;
    const pids = new Set(Object.values(log.header.start.added).map((p) => (p.kind === 'process' ? p.pid : null)));
    expect(pids.size).toBe(scenario.processes.length);
  });

  it('compiles without a warning and has the same outcomes', async () => {
    expect(await build(programs)).toBe('');
    const recorded = run.steps.map(outcomeLine).filter((line) => line !== null);
    expect(await runPrograms(programs, where, limit)).toEqual(recorded);
  });

  it('marks the lines of every step in the program that makes it', () => {
    const { code } = programs;
    for (const [i] of scenario.steps.entries()) {
      const marked = code.files.flatMap(({ text, lines }) =>
        lines.filter((l) => l.step === i + 1).map((l) => text.split('\n').slice(l.from - 1, l.to).join('\n')));
      expect(marked.some((text) => text.includes(`/* Step ${i + 1}. `)), `step ${i + 1}`).toBe(true);
      expect(marked.filter((text) => text.includes(`say(${i + 1}, `)).length, `step ${i + 1}`).toBe(1);
    }
  });
});
