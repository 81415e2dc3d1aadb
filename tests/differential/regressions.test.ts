import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';
import { findings } from './judge.ts';
import { PeerPool } from './peer-pool.ts';
import { REGRESSIONS } from './save-regression.ts';

const pools = { linux: new PeerPool('linux', linuxProvider), winsock: new PeerPool('winsock', wineProvider) };
const renew = () => Promise.all([pools.linux.dispose(), pools.winsock.dispose()]);
// The next sequence has nothing of one that failed.
afterEach(({ task }) => (task.result?.state === 'fail' ? renew() : undefined));
afterAll(renew);

const files = existsSync(REGRESSIONS) ? readdirSync(REGRESSIONS).filter((file) => file.endsWith('.json')).sort() : [];

describe('sequences that once diverged now match the rules', () => {
  it.each(files)('%s', async (file) => {
    const scenario = parseScenario(readFileSync(join(REGRESSIONS, file), 'utf8'), file);
    const { steps } = await runScenario(scenario, scenario.rules, (events) => pools[scenario.rules].lease(events));
    expect(findings(steps)).toEqual([]);
  });
});
