import { describe, expect, it } from 'vitest';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { clauseNames } from './left-out.ts';
import { clauseTitle, replaysOf, tryWithout } from './noticed.ts';
import { PeerPool } from './peer-pool.ts';

async function unnoticed(rules: Rules, pool: PeerPool, sequences: number): Promise<string[]> {
  const missed: string[] = [];
  const replays = await replaysOf(rules);
  for (const name of clauseNames(rules)) {
    const { by, without } = await tryWithout(pool, rules, name, replays, 1, sequences);
    if (by === null) missed.push(`${clauseTitle(rules, name)}: ${without}`);
  }
  console.log(`${rules}: ${clauseNames(rules).length - missed.length} of ${clauseNames(rules).length} left-out clauses noticed`);
  return missed;
}

describe('the scenarios detect each clause that is left out', () => {
  it('on Linux', async () => {
    const pool = new PeerPool('linux', linuxProvider);
    try {
      expect(await unnoticed('linux', pool, 100)).toEqual([]);
    } finally {
      await pool.dispose();
    }
  });

  it('under Wine', async () => {
    const pool = new PeerPool('winsock', wineProvider);
    try {
      expect(await unnoticed('winsock', pool, 20)).toEqual([]);
    } finally {
      await pool.dispose();
    }
  });

  it('and with none left out, the same scenarios notice nothing', async () => {
    const pool = new PeerPool('linux', linuxProvider);
    try {
      expect(await tryWithout(pool, 'linux', null, [], 1, 0)).toMatchObject({ by: null });
    } finally {
      await pool.dispose();
    }
  });
});
