/**
 * Looks at handles that a bridge in another process takes right after a call, and sends along with its outcome: the
 * session asks for the same a moment later, and need not make the way a second time.
 */
import type { Results } from '../../app/shared/calls/types.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import { allOf, processNamed, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { HandleRef } from '../winsock/identity.ts';
import { type HandleLooks, handleOf, winsockFacts } from './winsock-facts.ts';

/** What was seen, by what was looked at. */
export type Looks = Readonly<Record<string, number | boolean | null>>;

/** A new handle is compared with one of each object that is known, while these are so few. */
const OBJECTS_COMPARED = 8;

/** What the session may want to know after a call by `participant`; `before`: the world that the call was made in. */
export function lookAround(before: WorldView, looks: HandleLooks, participant?: string, results: Results = {}): Looks {
  const seen: Record<string, number | boolean | null> = {};
  const noted = noting(looks, seen);
  winsockFacts(before, noted);
  const maker = participant === undefined ? undefined : processNamed(before, splitParticipant(participant).process);
  if (typeof maker?.pid !== 'number') return seen;
  const { pid } = maker;
  if (results.event !== undefined) noted.isSet({ pid, handle: results.event });
  if (results.descriptor === undefined) return seen;
  const made = { pid, handle: results.descriptor };
  if (noted.references(made) === null) return seen;
  const known = new Map<string, HandleRef>();
  for (const descriptor of allOf(before, 'descriptor')) {
    const handle = handleOf(before, descriptor);
    if (handle && !known.has(descriptor.object) && seen[keys.references(handle)] !== null) known.set(descriptor.object, handle);
  }
  if (known.size <= OBJECTS_COMPARED) for (const handle of known.values()) noted.same(handle, made);
  return seen;
}

/** The facts of a world from looks that were taken; null when one is missing. */
export function factsFrom(world: WorldView, looks: Looks): readonly Fact[] | null {
  let missing = false;
  const recall = <T>(key: string): T | null => {
    const seen = looks[key];
    missing ||= seen === undefined;
    return (seen ?? null) as T | null;
  };
  const facts = winsockFacts(world, {
    references: (handle) => recall(keys.references(handle)),
    same: (a, b) => recall(keys.same(a, b)),
    isSet: (event) => recall(keys.isSet(event)),
  });
  return missing ? null : facts;
}

const noting = (looks: HandleLooks, seen: Record<string, number | boolean | null>): HandleLooks => ({
  references: (handle) => (seen[keys.references(handle)] = looks.references(handle)),
  same: (a, b) => (seen[keys.same(a, b)] = looks.same(a, b)),
  isSet: (event) => (seen[keys.isSet(event)] = looks.isSet(event)),
});

const text = ({ pid, handle }: HandleRef): string => `${pid}:${handle}`;
const keys = {
  references: (handle: HandleRef): string => `references ${text(handle)}`,
  same: (a: HandleRef, b: HandleRef): string => `same ${text(a)} ${text(b)}`,
  isSet: (event: HandleRef): string => `set ${text(event)}`,
};
