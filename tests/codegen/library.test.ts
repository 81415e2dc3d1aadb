/** Every scenario of the library as C: it compiles without a warning and does what the inspector's own processes did. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeLine } from '../../app/shared/codegen/outcome-line.ts';
import { Library } from '../../app/main/services/library/library.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { type Programs, build, runPrograms, writePrograms } from '../support/c-programs.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';

const library = new Library('assets');
const entries = await library.list();
const platforms = { linux: { provider: linuxProvider, where: 'linux', limit: 20_000 },
  winsock: { provider: wineProvider, where: 'wine', limit: 60_000 } } as const;

describe.each(entries)('$id', ({ id, rules }) => {
  const { provider, where, limit } = platforms[rules];
  let scenario: Scenario;
  let programs: Programs;
  beforeAll(async () => {
    scenario = await library.read(id);
    programs = writePrograms(scenario);
  });
  afterAll(() => programs.remove());

  it('compiles without a warning and has the same outcomes', async () => {
    expect(await build(programs)).toBe('');
    const { steps } = await runScenario(scenario, rules, provider);
    const recorded = steps.map(outcomeLine).filter((line) => line !== null);
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
