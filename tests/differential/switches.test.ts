import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SWITCHES, on, switchOff } from '../../app/shared/rules/switches.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { PeerPool } from './peer-pool.ts';
import { switchable, tryWithout } from './mutants.ts';

/** At least so many of ten rules must be missed when they are off. */
const BAR = 9;

async function missing(rules: Rules, pool: PeerPool, sequences: number): Promise<string[]> {
  const missed: string[] = [];
  for (const rule of switchable(rules)) {
    const { by, without } = await tryWithout(pool, rules, rule, 1, sequences);
    if (by === null) missed.push(`${rule}: ${without}`);
  }
  console.log(
    `${rules}: ${switchable(rules).length - missed.length} of ${switchable(rules).length} switched-off rules `
      + `noticed${missed.map((m) => `\n  not noticed: ${m}`).join('')}`);
  return missed;
}

describe('the scenarios detect each rule that is switched off', () => {
  afterEach(() => { switchOff(null); });

  it('on Linux', async () => {
    const pool = new PeerPool('linux', linuxProvider);
    try {
      const missed = await missing('linux', pool, 100);
      expect(missed.length * 10).toBeLessThanOrEqual(switchable('linux').length * (10 - BAR));
    } finally {
      await pool.dispose();
    }
  });

  it('under Wine', async () => {
    const pool = new PeerPool('winsock', wineProvider);
    try {
      const missed = await missing('winsock', pool, 20);
      expect(missed.length * 10).toBeLessThanOrEqual(switchable('winsock').length * (10 - BAR));
    } finally {
      await pool.dispose();
    }
  });

  it('and with none off, the same scenarios notice nothing', async () => {
    const pool = new PeerPool('linux', linuxProvider);
    try {
      expect(await tryWithout(pool, 'linux', null, 1, 0)).toMatchObject({ by: null });
    } finally {
      await pool.dispose();
    }
  });
});

describe('switches', () => {
  const ROOT = 'app/shared/rules';
  const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && f !== 'switches.ts')
    .map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');

  it('are listed exactly where the rules have them', () => {
    const named = [...sources.matchAll(/\bon\('([SP]\d+)'\)/g)].map(([, id]) => id!);
    // These are the two systems' ids of what they share, asked for by role.
    const byRole = [...sources.matchAll(/ids: \{([^}]*)\}/g)].flatMap(([, ids]) => [...ids!.matchAll(/(\w+): '([SP]\d+)'/g)])
      .filter(([, role]) => sources.includes(`on(d.ids.${role!})`)).map(([, , id]) => id!);
    const chosen = [...sources.matchAll(/\bon\([^)]*\? '([SP]\d+)' : '([SP]\d+)'\)/g)].flatMap(([, a, b]) => [a!, b!]);
    expect([...new Set([...named, ...byRole, ...chosen])].sort()).toEqual(Object.keys(SWITCHES).sort());
  });

  it('are all on by themselves', () => {
    expect((Object.keys(SWITCHES) as (keyof typeof SWITCHES)[]).every(on)).toBe(true);
  });
});
