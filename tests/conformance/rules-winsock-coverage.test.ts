import { describe, expect, it } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
import { OTHER_DIFFERENCES } from '../../app/shared/rules/other-differences.ts';
import { RULES } from '../../app/shared/rules/catalogue.ts';
import { ruleCases } from '../support/rule-cases.ts';

/** Rules that no scenario can show here: the catalogue says why. */
const notRun = new Set(RULES.filter((rule) => rule.runnable !== true).map((rule) => rule.id as string));

const library = readdirSync('assets/scenarios/winsock').map((file) =>
  JSON.parse(readFileSync(join('assets/scenarios/winsock', file), 'utf8')) as { teaches?: string[] });
const shown = new Set<string>([...ruleCases('winsock'), ...ruleCases('winsock-left-open')].flatMap((c) => c.scenario.teaches ?? []));
/** A scenario of the library may also explain a rule that nothing can show. */
const taught = new Set([...shown, ...library.flatMap((s) => s.teaches ?? [])]);

describe('the Winsock rules', () => {
  const rules = Array.from({ length: 57 }, (_, i) => `S${i + 1}`);

  it.each(rules)('%s is shown by a case, or has a reason why not', (rule) => {
    expect(taught.has(rule) || notRun.has(rule)).toBe(true);
  });

  it('gives no such reason for a rule that has a case', () => {
    expect([...notRun].filter((rule) => shown.has(rule))).toEqual([]);
  });
});

describe('the departures of Wine', () => {
  const listed = new Set<string>([...KNOWN_DIFFERENCES, ...OTHER_DIFFERENCES].map((d) => d.rule));

  it.each(Array.from({ length: 23 }, (_, i) => `W${i + 1}`))('%s is listed', (rule) => {
    expect(listed.has(rule)).toBe(true);
  });

  it('are shown by a case wherever a call can show them', () => {
    const listedCases = [...KNOWN_DIFFERENCES.map((d) => [d.rule, d.shownBy] as const),
      ...OTHER_DIFFERENCES.flatMap((d) => (d.shownBy ? [[d.rule, d.shownBy] as const] : []))];
    const cases = new Map([...ruleCases('winsock'), ...ruleCases('winsock-left-open')].map((c) => [c.name, c.scenario.teaches ?? []]));
    expect(listedCases.filter(([rule, name]) => !name.endsWith('.test.ts') && !cases.get(name)?.includes(rule))).toEqual([]);
  });
});
