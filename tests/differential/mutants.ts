/** The test of the tests: with one rule switched off, do scenarios and random sequences notice? */
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { RuleId } from '../../app/shared/domain/ids.ts';
import { SWITCHES, switchOff } from '../../app/shared/rules/switches.ts';
import { type RuleCase, differencesListed, differencesMet, ruleCases } from '../support/rule-cases.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { Library } from '../../app/main/services/library/library.ts';
import { hunt } from './shrink.ts';
import type { PeerPool } from './peer-pool.ts';

export interface Caught {
  rule: RuleId | null;
  /** What its switch takes away. */
  without: string;
  /** "case NAME", "seed N", or null when nothing noticed. */
  by: string | null;
}

/** Rules of one system that can be switched off. */
export function switchable(rules: Rules): RuleId[] {
  const letter = rules === 'linux' ? 'P' : 'S';
  return (Object.keys(SWITCHES) as RuleId[]).filter((id) => id.startsWith(letter));
}

/** Scenarios of the library and cases of the conformance suite; those that teach the rule come first, being the likeliest. */
async function casesFor(rules: Rules, rule: RuleId | null): Promise<RuleCase[]> {
  const library = new Library('assets');
  const entries = (await library.list()).filter((e) => e.rules === rules);
  const scenarios = await Promise.all(entries.map(async ({ id }): Promise<RuleCase> =>
    ({ name: id, title: id, scenario: await library.read(id) })));
  const all = [...ruleCases(rules), ...scenarios];
  const teaches = (c: RuleCase): boolean => rule !== null && (c.scenario.teaches?.includes(rule) ?? false);
  return [...all.filter(teaches), ...all.filter((c) => !teaches(c))];
}

async function noticedBy(pool: PeerPool, rules: Rules, one: RuleCase): Promise<boolean> {
  // Processes that a scenario creates by a call are not for a pool.
  const creates = one.scenario.processes.some((p) => p.start === 'later');
  const own = rules === 'linux' ? linuxProvider : wineProvider;
  const { steps, session } = await runScenario(one.scenario, rules, creates ? own : (events) => pool.lease(events));
  // A known difference that is met no more, or one that is not listed for the case, is noticed as well.
  const listed = differencesListed(one.name, session.log.header.platform);
  return faults(steps).length > 0 || (listed.length > 0 && differencesMet(steps).join() !== listed.join());
}

/**
 * Switches one rule off, and on again whatever happens.
 * @param rule null to see that nothing is noticed without reason.
 * @param sequences at most so many random ones, after the scenarios.
 */
export async function tryWithout(pool: PeerPool, rules: Rules, rule: RuleId | null, seed: number, sequences: number): Promise<Caught> {
  const without = rule === null ? 'nothing' : SWITCHES[rule]!;
  switchOff(rule);
  try {
    for (const one of await casesFor(rules, rule)) {
      if (await noticedBy(pool, rules, one)) return { rule, without, by: `case ${one.name}` };
    }
    const { found } = await hunt({ rules, pool, seed, runs: sequences, shrinks: 0, most: 1 });
    return { rule, without, by: found[0] ? `seed ${found[0].seed}` : null };
  } finally {
    switchOff(null);
  }
}
