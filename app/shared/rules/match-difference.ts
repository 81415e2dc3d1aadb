/** Finds the known difference that explains what a platform did. */
import type { Outcome, ResolvedArgs } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import { inRange, wineVersion } from '../domain/platform.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import type { Fact } from '../trace/step.ts';
import { outcomeName } from './known-difference.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { OTHER_DIFFERENCES } from './other-differences.ts';
import { kernelDifference } from './kernel-differences.ts';
import type { Prediction } from './types.ts';
import { functionsOf } from './clause.ts';
import { HOLDING_CLAUSES } from './winsock/clauses-events.ts';
import {
  closedAfterTheEnd, closedBeforeTheEnd, datagramAwaitsConnect, datagramConnectIsRecorded, outlivesItsDescriptor, recordedAgain,
  resetAfterClose,
} from './winsock/events.ts';
import { closedAfterOwnShutdown } from './winsock/reported.ts';

/** Returns the rule id of the known difference that explains this outcome, or null if it is a divergence. */
export function knownDifference(
  platform: string, call: string, { outcome, rules }: Prediction, actual: Outcome, args: ResolvedArgs,
): RuleId | null {
  if (platform === 'linux') return kernelDifference({ outcome, rules }, actual);
  const version = wineVersion(platform);
  if (version === null) return null;
  const found = KNOWN_DIFFERENCES.find((d) =>
    inRange(d.wine, version) && d.call === call && rules.includes(d.restsOn)
    && d.predicted === outcomeName(outcome) && d.observed.includes(outcomeName(actual)) && (d.args?.(args) ?? true)
    && (outcome.kind !== 'ok' || actual.kind !== 'ok' || d.results?.(outcome.results, actual.results, args) === true));
  return found?.rule ?? null;
}

/**
 * Returns the known difference that explains a fact that contradicts the world, or null. W6: an event is still set by a
 * registration whose descriptor is closed. W27: an event that was reset is set again by an earlier record.
 * W29: an event is set by a reset after the connection ended. W19: an event is not set again before a re-enabling call.
 * W31: an event is set by the end of a connection only after its data was read. W28: it is not set after an own shutdown.
 * W35: FD_WRITE of a datagram socket comes at registration, not at connect.
 */
export function knownFactDifference(platform: string, world: WorldView, fact: Fact): RuleId | null {
  if (fact.what !== 'set') return null;
  const registrations = allOf(world, 'registration').filter((r) => r.target === fact.subject);
  const current = registrations.filter((r) => r.state === 'current');
  const explanations: readonly (readonly [RuleId, () => boolean])[] = !fact.value ? [
    ['W19', () => current.some((r) => recordedAgain(world, r))],
    ['W31', () => current.some((r) => closedBeforeTheEnd(world, r))],
    ['W28', () => current.some((r) => closedAfterOwnShutdown(world, r))],
    ['W35', () => current.some((r) => datagramConnectIsRecorded(world, r))],
  ] : [
    ['W6', () => registrations.some((r) => outlivesItsDescriptor(world, functionsOf(HOLDING_CLAUSES), r))],
    ['W31', () => current.some((r) => closedAfterTheEnd(world, r))],
    ['W27', () => current.some((r) => r.recorded.length > 0)],
    ['W35', () => current.some((r) => datagramAwaitsConnect(world, r))],
    ['W29', () => current.some((r) => r.mask.includes('FD_CLOSE') && resetAfterClose(entity(world, 'socket', r.socket)))],
  ];
  return explanations.find(([rule, explains]) => departs(platform, rule) && explains())?.[0] ?? null;
}

/** Whether a difference of that name is known of the platform. */
export function departs(platform: string, rule: RuleId): boolean {
  const version = wineVersion(platform);
  return version !== null && [...KNOWN_DIFFERENCES, ...OTHER_DIFFERENCES].some((d) => d.rule === rule && inRange(d.wine, version));
}
