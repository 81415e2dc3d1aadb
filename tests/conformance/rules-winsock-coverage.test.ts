import { describe, expect, it } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_DIFFERENCES, OTHER_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';
import { ruleCases } from '../support/rule-cases.ts';

/** Rules that no scenario can show here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  S10: 'needs a process with higher rights, which Wine does not have',
  S13: 'the layout is checked byte by byte in app/shared/domain/protocol-info.test.ts',
  S18: 'the length is checked before any call is made (app/shared/domain/protocol-info.test.ts)',
  S22: 'creation attributes that an import does not have',
  S54: 'speaks to providers, not to applications',
  S55: 'needs a layered provider',
  S56: 'an erratum of the documents',
};

const library = readdirSync('assets/scenarios/winsock').map((file) =>
  JSON.parse(readFileSync(join('assets/scenarios/winsock', file), 'utf8')) as { teaches?: string[] });
const taught = new Set([
  ...[...ruleCases('winsock'), ...ruleCases('winsock-left-open')].flatMap((c) => c.scenario.teaches ?? []),
  ...library.flatMap((s) => s.teaches ?? []),
]);

describe('the Winsock rules', () => {
  const rules = Array.from({ length: 56 }, (_, i) => `S${i + 1}`);

  it.each(rules)('%s is shown by a case, or it is said why not', (rule) => {
    expect(taught.has(rule) || rule in NOT_RUN).toBe(true);
  });

  it('says why not of nothing that is shown', () => {
    expect(Object.keys(NOT_RUN).filter((rule) => taught.has(rule))).toEqual([]);
  });
});

describe('the departures of Wine 8', () => {
  const listed = new Set<string>([...KNOWN_DIFFERENCES, ...OTHER_DIFFERENCES].map((d) => d.rule));

  it.each(Array.from({ length: 21 }, (_, i) => `W${i + 1}`))('%s is listed', (rule) => {
    expect(listed.has(rule)).toBe(true);
  });

  it('are shown by a case wherever a call can show them', () => {
    const shown = [...KNOWN_DIFFERENCES.map((d) => [d.rule, d.shownBy] as const), ...OTHER_DIFFERENCES.flatMap((d) => (d.shownBy ? [[d.rule, d.shownBy] as const] : []))];
    const cases = new Map([...ruleCases('winsock'), ...ruleCases('winsock-left-open')].map((c) => [c.name, c.scenario.teaches ?? []]));
    expect(shown.filter(([rule, name]) => !name.endsWith('.test.ts') && !cases.get(name)?.includes(rule))).toEqual([]);
  });
});
