/** Finds differences between real outcomes and predictions. */
import { WAIT_TIMEOUT } from '../calls/idle.ts';
import type { CallSpec, Outcome, Results } from '../calls/types.ts';
import type { SocketId } from '../domain/ids.ts';
import { type WorldView, entity, pendingOn, queuedBytes, referenceCount, rightsInQueue } from '../domain/world.ts';
import { hasUncertainNotifications, socketsNotifying } from '../domain/notification-sources.ts';
import type { Fact } from './step.ts';
import { type PredictedOutcome, type PredictedResults, isMatch, matches, storedPrediction } from './predicted.ts';

/** The outcome as a log prints it. `call`: if it is known, a wait whose time is over has its name. */
export function outcomeText(outcome: Outcome | PredictedOutcome, call?: CallSpec): string {
  switch (outcome.kind) {
    case 'ok': {
      const { results } = storedPrediction(outcome) as { results: object };
      const isOver = call?.number === 'place' && outcome.results.number === WAIT_TIMEOUT;
      const shown = isOver ? { ...results, number: 'WSA_WAIT_TIMEOUT' } : results;
      return Object.keys(shown).length === 0 ? 'succeeds' : `succeeds with ${JSON.stringify(shown)}`;
    }
    case 'error': return 'number' in outcome ? `${outcome.name} (${outcome.number})` : [outcome.name, ...(outcome.or ?? [])].join(' or ');
    case 'pending': return 'has not returned';
    case 'refused': return `not performed: ${outcome.reason}`;
    case 'unknown': return 'no prediction';
  }
}

/** Returns null if the outcome was predicted, or if the rules made no prediction. */
export function outcomeDiffers(
  predicted: PredictedOutcome, actual: Outcome, call?: CallSpec,
): { predicted: string; observed: string } | null {
  if (predicted.kind === 'unknown' || actual.kind === 'refused') return null;
  const same = predicted.kind === actual.kind
    && (predicted.kind !== 'error' || [predicted.name, ...(predicted.or ?? [])].includes((actual as { name: string }).name))
    && (predicted.kind !== 'ok' || resultsAgree(predicted.results, (actual as { results: Results }).results));
  return same ? null : { predicted: outcomeText(predicted, call), observed: outcomeText(actual, call) };
}

function resultsAgree(predicted: PredictedResults, actual: Results): boolean {
  return Object.entries(predicted).every(([key, value]) => {
    const other = actual[key as keyof Results];
    if (isMatch(value)) return matches(value, other);
    // Who says nothing of them says that they did not come about.
    if (key === 'started' || key === 'ended') return (other ?? false) === value;
    return value === other || normal(value) === normal(other);
  });
}

/** Lists of names and of ready descriptors are sets: the systems report them in any order. */
function normal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(normal).sort().join()}]`;
  return JSON.stringify(value, (key, v: unknown) => (key !== '' && Array.isArray(v) ? normal(v) : v));
}

/** The value in the world for a fact; undefined if it is not comparable. */
export function expectedFact(world: WorldView, fact: Fact): Fact['value'] | undefined {
  const subject = world.get(fact.subject);
  if (subject?.kind === 'socket' && !subject.sure) return undefined;
  switch (fact.what) {
    case 'nonblocking': return subject?.kind === 'socket' ? subject.nonblocking : undefined;
    case 'inheritable': return subject?.kind === 'descriptor' ? subject.inheritable : undefined;
    case 'set':
      return subject?.kind === 'event' && subject.unsure !== true && !socketsNotifying(world, subject.id).some(hasUncertainNotifications)
        ? subject.set : undefined;
    case 'registered':
      return subject?.kind === 'registration' && !aboutToEnd(world, subject.socket) ? subject.state === 'current' : undefined;
    case 'references': return subject?.kind === 'socket' ? referenceCount(world, subject.id) : undefined;
    // Only these two states are told apart by every system in the same words.
    case 'state':
      return subject?.kind === 'socket' && COMPARABLE.includes(subject.state) && !subject.peerEnded && !subject.sendShutdown
        && !subject.reset && !aboutToEnd(world, subject.peer)
      ? subject.state : undefined;
    // A call that waits might have taken the bytes already, before its return is known.
    case 'unread':
      return subject?.kind === 'socket' && subject.state === 'established' && !subject.peerEnded
        && pendingOn(world, subject.id).length === 0 && queuedBytes(subject) <= SURELY_ARRIVES
      ? queuedBytes(subject) : undefined;
    // Descriptors that wait in its queue, as the kernel counts them (P23).
    // At a listener it counts those of the connections that wait; and a call that waits might have taken some already.
    case 'rights in queue': return subject?.kind === 'socket' && pendingOn(world, subject.id).length === 0
      ? [subject.id, ...subject.backlog].reduce((sum, id) => sum + rightsInQueue(world, id), 0) : undefined;
    case 'identity': case 'local': case 'remote': case 'descriptors': case 'registrations': return undefined;
  }
}

/** More unread bytes than this can wait at their sender. */
const SURELY_ARRIVES = 32_768;

/** Only a call that waits holds it open: it might have returned already, and its return not be known (P27). */
const aboutToEnd = (world: WorldView, peer: SocketId | null): boolean =>
  peer !== null && referenceCount(world, peer) === 0 && pendingOn(world, peer).length > 0;

const COMPARABLE: readonly string[] = ['listening', 'established'];

export interface FactMismatch {
  fact: Fact;
  predicted: string;
}

/** Returns facts that contradict the world, including identities: each object has one, and no two share one. */
export function factMismatches(world: WorldView, facts: readonly Fact[]): FactMismatch[] {
  const found: FactMismatch[] = [];
  const identityOf = new Map<string, string>();
  const objectOf = new Map<string, string>();
  for (const fact of facts) {
    if (fact.what === 'identity') {
      const descriptor = entity(world, 'descriptor', fact.subject);
      // The inodes of epoll instances and pidfds do not identify them (only kcmp would: P3).
      if (!descriptor?.object.startsWith('socket:') || typeof fact.value !== 'string') continue;
      const first = identityOf.get(descriptor.object) ?? fact.value;
      const owner = objectOf.get(fact.value) ?? descriptor.object;
      if (first !== fact.value) found.push({ fact, predicted: first });
      else if (owner !== descriptor.object) found.push({ fact, predicted: `not the same as ${owner}` });
      identityOf.set(descriptor.object, first);
      objectOf.set(fact.value, owner);
      continue;
    }
    const expected = expectedFact(world, fact);
    if (expected !== undefined && expected !== fact.value) found.push({ fact, predicted: String(expected) });
  }
  return found;
}
