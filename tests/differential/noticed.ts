/** The test of the tests: with one clause left out of the rules, do scenarios and random sequences notice? */
import type { Rules } from '../../app/shared/domain/entities.ts';
import { CLAUSES } from '../../app/shared/rules/index.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import { type RuleCase, differencesListed, differencesMet, ruleCases } from '../support/rule-cases.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { Library } from '../../app/main/services/library/library.ts';
import { semanticsWithout } from './left-out.ts';
import { type Replayed, replayable } from './replayed.ts';
import { hunt } from './shrink.ts';
import type { PeerPool } from './peer-pool.ts';

export interface Noticed {
  /** "S35 registrationIsSingle", or null when nothing was left out. */
  clause: string | null;
  /** What a program would see without it. */
  without: string;
  /** "case NAME", "seed N", or null when nothing noticed. */
  by: string | null;
}

/** "S35 registrationIsSingle" */
export const clauseTitle = (rules: Rules, name: string): string => `${CLAUSES[rules][name]!.rule} ${name}`;

/** Every case of the conformance suite and every scenario of the library, for one system. */
export async function casesOf(rules: Rules): Promise<RuleCase[]> {
  const library = new Library('assets');
  const entries = (await library.list()).filter((e) => e.rules === rules);
  const scenarios = await Promise.all(entries.map(async ({ id }): Promise<RuleCase> =>
    ({ name: id, title: id, scenario: await library.read(id) })));
  return [...ruleCases(rules), ...scenarios];
}

/** The cases that the model can perform, with the answers of the complete rules. */
export async function replaysOf(rules: Rules): Promise<Replayed[]> {
  const replays: Replayed[] = [];
  for (const { name, scenario } of await casesOf(rules)) {
    const replay = await replayable(rules, name, scenario);
    if (replay) replays.push(replay);
  }
  return replays;
}

/** The name of the first case that notices on the model, of those first that teach the rule; null if none does. */
export async function noticedOnModel(replays: readonly Replayed[], semantics: PlatformSemantics, rule = ''): Promise<string | null> {
  const [likely, others] = [true, false].map((yes) => replays.filter(({ teaches }) => teaches.includes(rule) === yes));
  for (const { name, findings } of [...likely!, ...others!]) if ((await findings(semantics)).length > 0) return name;
  return null;
}

/** The cases, the likeliest first: the one that notices on the model, then those that teach the rule. */
async function likeliestFirst(rules: Rules, clause: string | null, replays: readonly Replayed[]): Promise<RuleCase[]> {
  const all = await casesOf(rules);
  if (clause === null) return all;
  const { rule } = CLAUSES[rules][clause]!;
  const first = await noticedOnModel(replays, semanticsWithout(rules, clause), rule);
  const rank = (c: RuleCase): number => (c.name === first ? 0 : c.scenario.teaches?.includes(rule) ? 1 : 2);
  return all.sort((a, b) => rank(a) - rank(b));
}

async function noticedBy(pool: PeerPool, rules: Rules, one: RuleCase, semantics: PlatformSemantics): Promise<boolean> {
  const { steps, session } = await runScenario(one.scenario, rules, pool.providerFor(one.scenario), semantics);
  // A known difference that is met no more, or one that is not listed for the case, is noticed as well. Scenarios of the
  // library list none.
  const inLibrary = one.name.includes('/');
  const listed = differencesListed(one.name, session.log.header.platform);
  return faults(steps).length > 0 || (!inLibrary && differencesMet(steps).join() !== listed.join());
}

/**
 * Leaves one clause out of the rules of the sessions, and of nothing else.
 * @param clause null to see that nothing is noticed without reason.
 * @param sequences at most so many random ones, after the scenarios.
 */
export async function tryWithout(
  pool: PeerPool, rules: Rules, clause: string | null, replays: readonly Replayed[], seed: number, sequences: number,
): Promise<Noticed> {
  const semantics = semanticsWithout(rules, clause);
  const about = { clause: clause && clauseTitle(rules, clause), without: clause === null ? 'nothing' : CLAUSES[rules][clause]!.without };
  for (const one of await likeliestFirst(rules, clause, replays)) {
    if (await noticedBy(pool, rules, one, semantics)) return { ...about, by: `case ${one.name}` };
  }
  const { found } = await hunt({ rules, pool, seed, runs: sequences, shrinks: 0, most: 1, semantics });
  return { ...about, by: found[0] ? `seed ${found[0].seed}` : null };
}
