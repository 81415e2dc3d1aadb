import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { type HuntOptions, hunt } from './shrink.ts';
import { keep } from './save-regression.ts';
import { PeerPool } from './peer-pool.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

const pools = { linux: new PeerPool('linux', linuxProvider), winsock: new PeerPool('winsock', wineProvider) };
afterAll(() => Promise.all([pools.linux.dispose(), pools.winsock.dispose()]));

/** Fixed for every run of the suite; other seeds are for `npm run differential`. */
const SEED = 20_260;

/**
 * From a seed that is drawn anew in each run. So few, because a run must fail less than once in a thousand: of 10,930
 * sequences in six long runs two diverged, which is one run of this test in 2,700; both causes are corrected since.
 */
const RANDOM_RUNS = 2;

async function run(given: Pick<HuntOptions, 'rules' | 'seed' | 'runs' | 'shrinks'>) {
  const { tally, found } = await hunt({ ...given, pool: pools[given.rules], most: 3 });
  // Kept beside the regressions, so that what failed once can be looked at, corrected, and stays there.
  const kept = found.map((one) =>
    `seed ${one.seed}, kept as ${keep(one)}:\n${one.lines.join('\n')}\nAgain: ${again(given.rules, one.seed, 1)}`);
  expect(kept).toEqual([]);
  return tally;
}

const again = (rules: string, seed: number,
  runs: number): string => `npm run differential -- --provider ${rules} --runs ${runs} --seed ${seed}`;

describe('random sequences of calls match the rules', () => {
  it('on Linux, from a fixed seed', async () => {
    const tally = await run({ rules: 'linux', seed: SEED, runs: 150, shrinks: 100 });
    expect(tally.succeeded * 2).toBeGreaterThanOrEqual(tally.calls);
    // Predictions that were compared rested on most of the Linux rules.
    expect(Object.keys(tally.hits()).length).toBeGreaterThanOrEqual(14);
  });

  it('on Linux, from a random seed', async () => {
    const seed = randomInt(1_000_000_000);
    console.log(`The random seed is ${seed}. Again: ${again('linux', seed, RANDOM_RUNS)}`);
    const tally = await run({ rules: 'linux', seed, runs: RANDOM_RUNS, shrinks: 100 });
    expect(tally.runs).toBe(RANDOM_RUNS);
  });

  // Few, and from a seed of their own: longer runs still find departures of Wine that nobody has listed yet.
  it('under Wine, from a fixed seed', async () => {
    const tally = await run({ rules: 'winsock', seed: 77, runs: 12, shrinks: 5 });
    expect(tally.succeeded * 2).toBeGreaterThanOrEqual(tally.calls);
    expect(Object.keys(tally.hits()).length).toBeGreaterThanOrEqual(10);
  });
});
