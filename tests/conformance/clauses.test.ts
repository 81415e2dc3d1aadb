/** The clauses of the rules: complete in production, and each of them noticed by a scenario when it is left out. */
import { describe, expect, it } from 'vitest';
import { findRule } from '../../app/shared/rules/catalogue.ts';
import { CLAUSES, semanticsOf } from '../../app/shared/rules/index.ts';
import { clauseNames, inPlaceOf, semanticsWithout } from '../differential/left-out.ts';
import { clauseTitle, noticedOnModel, replaysOf } from '../differential/noticed.ts';

describe.each(['winsock', 'linux'] as const)('the clauses of %s', (rules) => {
  it('each belong to a rule, and state their content, their evidence and the result without it', () => {
    for (const name of clauseNames(rules)) {
      const { rule, says, without, evidence } = CLAUSES[rules][name]!;
      expect(evidence.length, name).toBeGreaterThan(0);
      expect(findRule(rule), name).toBeDefined();
      expect(says, name).toMatch(/^[A-Za-z].{10,110}\.$/);
      expect(without, name).toMatch(/^[A-Za-z_].{10,110}[^.]$/);
    }
  });

  it('are all in force', () => {
    const { clauses } = semanticsOf(rules);
    for (const name of clauseNames(rules)) {
      expect((clauses as Readonly<Record<string, unknown>>)[name], name).toBe(CLAUSES[rules][name]!.applies);
      expect(inPlaceOf(rules, name), name).not.toBe(CLAUSES[rules][name]!.applies);
    }
  });

  it('change nothing of the complete rules when one is left out of others', () => {
    const before = { ...semanticsOf(rules).clauses };
    for (const name of clauseNames(rules)) semanticsWithout(rules, name);
    expect(semanticsOf(rules).clauses).toEqual(before);
  });

  it('are each noticed on the model when left out, and nothing is noticed when none is', async () => {
    const replays = await replaysOf(rules);
    expect(await noticedOnModel(replays, semanticsOf(rules))).toBeNull();
    const missed: string[] = [];
    for (const name of clauseNames(rules)) {
      const noticed = await noticedOnModel(replays, semanticsWithout(rules, name), CLAUSES[rules][name]!.rule);
      if (noticed === null) missed.push(clauseTitle(rules, name));
    }
    expect(missed).toEqual([]);
  }, 300_000);
});
