/**
 * Looks at handles that whoever makes a call takes right after it, and sends along with its outcome: a session in
 * another system asks for the same a moment later, and need not make the way a second time.
 */
import type { Results } from '../../app/shared/calls/types.ts';
import { allOf, type WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { HandleRef } from '../winsock/identity.ts';
import { type HandleLooks, handleOf, winsockFacts } from './winsock-facts.ts';

/** The handles of a world: of each object those that stand for it, in their order, and the events. */
export interface LookPlan {
  objects: readonly (readonly HandleRef[])[];
  events: readonly HandleRef[];
}

/** What was seen, by what was looked at. */
export type Looks = Readonly<Record<string, number | boolean | null>>;

/** A new handle is compared with one of each object that is known, while these are so few. */
const OBJECTS_COMPARED = 8;

export function lookPlan(world: WorldView): LookPlan {
  const objects = new Map<string, HandleRef[]>();
  for (const descriptor of allOf(world, 'descriptor')) {
    const handle = handleOf(world, descriptor);
    if (!handle) continue;
    const known = objects.get(descriptor.object);
    if (known) known.push(handle);
    else objects.set(descriptor.object, [handle]);
  }
  return { objects: [...objects.values()], events: allOf(world, 'event').flatMap((event) => handleOf(world, event) ?? []) };
}

/** All that a session may want to know after a call that had these results in the process `pid`. */
export function lookAround({ objects, events }: LookPlan, looks: HandleLooks, pid: number, results: Results): Looks {
  const seen: Record<string, number | boolean | null> = {};
  const references = (handle: HandleRef): number | null => (seen[keys.references(handle)] = looks.references(handle));
  const same = (a: HandleRef, b: HandleRef): void => { seen[keys.same(a, b)] = looks.same(a, b); };
  const isSet = (event: HandleRef): void => { seen[keys.isSet(event)] = looks.isSet(event); };
  const known: HandleRef[] = [];
  for (const handles of objects) {
    const at = handles.findIndex((handle) => references(handle) !== null);
    if (at < 0) continue;
    const first = handles[at]!;
    known.push(first);
    for (const handle of handles.slice(at + 1)) same(first, handle);
  }
  for (const event of events) isSet(event);
  if (results.event !== undefined) isSet({ pid, handle: results.event });
  if (results.descriptor === undefined) return seen;
  const made = { pid, handle: results.descriptor };
  if (references(made) !== null && known.length <= OBJECTS_COMPARED) for (const first of known) same(first, made);
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

const text = ({ pid, handle }: HandleRef): string => `${pid}:${handle}`;
const keys = {
  references: (handle: HandleRef): string => `references ${text(handle)}`,
  same: (a: HandleRef, b: HandleRef): string => `same ${text(a)} ${text(b)}`,
  isSet: (event: HandleRef): string => `set ${text(event)}`,
};
