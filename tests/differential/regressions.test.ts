import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';
import { findings } from './judge.ts';
import { REGRESSIONS } from './save-regression.ts';

const files = existsSync(REGRESSIONS) ? readdirSync(REGRESSIONS).filter((file) => file.endsWith('.json')).sort() : [];

describe('sequences that once diverged now match the rules', () => {
  it.each(files)('%s', async (file) => {
    const scenario = parseScenario(readFileSync(join(REGRESSIONS, file), 'utf8'), file);
    const { steps } = await runScenario(scenario, scenario.rules, scenario.rules === 'linux' ? linuxProvider : wineProvider);
    expect(findings(steps)).toEqual([]);
  });
});
