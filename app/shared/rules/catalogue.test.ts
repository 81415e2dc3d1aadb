import { describe, expect, it } from 'vitest';
import { RULES, findRule } from './catalogue.ts';
import { evidenceText, hypothesisText } from './evidence.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

const range = (letter: string, last: number) => Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);
const sources = import.meta.glob<string>(['../**/*.ts', '!./catalogue/**', '!../**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true });

describe('the catalogue of rules', () => {
  it('has every rule once, in order', () => {
    expect(RULES.map((r) => r.id)).toEqual([...range('S', 57), ...range('P', 27), ...range('W', 38), ...range('K', 1)]);
  });

  it('describes every rule and its evidence', () => {
    for (const rule of RULES) {
      expect(rule.title, rule.id).toMatch(/^[A-Za-z].{10,110}\.$/);
      expect(rule.text.length, rule.id).toBeGreaterThan(25);
      expect(rule.text, rule.id).toMatch(/\.$/);
      expect(rule.evidence.length, rule.id).toBeGreaterThan(0);
      expect(rule.platforms.length, rule.id).toBeGreaterThan(0);
    }
    for (const rule of RULES.filter((r) => r.runnable !== true)) expect(rule.runnable, rule.id).toMatch(/^(It|The) .*\.$/);
  });

  it('names the source of every documented rule', () => {
    const documented = RULES.filter((rule) => rule.evidence.includes('documented'));
    expect(documented.filter((rule) => rule.sources.length === 0).map((rule) => rule.id)).toEqual([]);
  });

  it('says what of a rule is a hypothesis for Windows: the whole rule, a clause of it, or nothing', () => {
    const said = (id: string) => hypothesisText(findRule(id)!);
    expect(said('S48')).toMatch(/^Hypothesis for Windows: /);
    expect(said('S33')).toMatch(/^Hypothesis for Windows in part: The last close ends blocked reads\. /);
    expect([said('S42'), said('P16'), said('W6')]).toEqual([null, null, null]);
  });

  it('has versions for everything that was observed on Wine', () => {
    for (const rule of RULES.filter(({ evidence }) => evidence.includes('observedOnWine'))) {
      expect(evidenceText(rule), rule.id).toMatch(/observed on Wine \d+\.\d+/);
    }
  });

  it('contains every rule mentioned in the code', () => {
    const unknown: string[] = [];
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    for (const [file, text] of Object.entries(sources)) {
      for (const [, id] of text.matchAll(/'([SPWK]\d{1,2})'/g)) if (!findRule(id!)) unknown.push(`${file}: ${id}`);
    }
    expect(unknown).toEqual([]);
  });

  it('contains the rule of every known difference', () => {
    expect(KNOWN_DIFFERENCES.filter((d) => !findRule(d.rule))).toEqual([]);
  });
});
