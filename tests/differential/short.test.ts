/** A short, fixed part of the random sequences; `npm run differential` runs as many as one likes, from any seed. */
import { afterAll, describe, expect, it } from 'vitest';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { hunt } from './hunt.ts';
import { PeerPool } from './peer-pool.ts';

describe.each([
  { rules: 'linux' as const, make: linuxProvider, runs: 150, seed: 2026 },
  { rules: 'winsock' as const, make: wineProvider, runs: 12, seed: 77 },
])('$runs random sequences of $rules calls from seed $seed', ({ rules, make, runs, seed }) => {
  const pool = new PeerPool(rules, make);
  afterAll(() => pool.dispose());

  it('go as the rules say, and most of their calls succeed', async () => {
    const { tally, found } = await hunt({ rules, pool, seed, runs, shrinks: 60, most: 1 });
    expect(found.map((one) => one.lines)).toEqual([]);
    expect(tally.runs).toBe(runs);
    expect(tally.succeeded).toBeGreaterThan(tally.calls / 2);
  });
});
