/**
 * Handle probes that the process making a call takes immediately after it, and sends with the outcome: a session in
 * another system requests the same facts next, and saves a second round trip.
 */
import type { Results } from '../../app/shared/calls/types.ts';
import { allOf, entity, type WorldView } from '../../app/shared/domain/world.ts';
import type { Look } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { HandleRef } from '../winsock/identity.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { handlesByObject, type HandleProbes, handleOf, winsockFacts } from './winsock-facts.ts';

/** Handles to probe: those of each object, in order, and the events. */
export interface ProbePlan {
  objects: readonly (readonly HandleRef[])[];
  events: readonly HandleRef[];
}

/** The results, by probed handle. */
export type ProbeResults = Readonly<Record<string, number | boolean | null>>;

/** A new handle is compared with one of each probed object, up to this many objects. */
const OBJECTS_COMPARED = 8;

/** Ids of the objects that a call can have changed. `scope`: see scope.ts; null, also as the result, means all. */
export function affectedBy(world: WorldView, scope: ProbeScope | null): ReadonlySet<string> | null {
  if (!scope || scope.unsure.size === 0) return scope && scope.objects;
  const affected = new Set(scope.objects);
  for (const { process, object } of world.ofKind('descriptor'))
    if (scope.unsure.has(process.slice('process:'.length))) affected.add(object);
  return affected;
}

/** The handles of a world that a call can have changed; events always count. `scope`: see scope.ts, null for all. */
export function probePlan(world: WorldView, scope: ProbeScope | null): ProbePlan {
  const events = allOf(world, 'event').flatMap((event) => handleOf(world, event) ?? []);
  const objects = [...handlesByObject(world, affectedBy(world, scope)).values()].map((descriptors) =>
    descriptors.map(({ handle }) => handle));
  return { objects, events };
}

/** All probes that a session can need after a call with these results in the process `pid`. */
export function probeHandles({ objects, events }: ProbePlan, looks: HandleProbes, pid: number, results: Results): ProbeResults {
  const seen: Record<string, number | boolean | null> = {};
  const made = results.descriptor === undefined ? [] : [{ pid, handle: results.descriptor }];
  const see = (handles: readonly HandleRef[]): void => {
    const { first, references, same } = looks.object(handles);
    for (const [i, handle] of handles.entries()) {
      if (first < 0 || i < first) seen[keys.references(handle)] = null;
      else if (i === first) seen[keys.references(handle)] = references;
      else seen[keys.same(handles[first]!, handle)] = same[i - first - 1] ?? null;
    }
  };
  looks.together(() => {
    for (const handles of objects) see(objects.length <= OBJECTS_COMPARED ? [...handles, ...made] : handles);
    see(made);
    for (const event of [...events, ...(results.event === undefined ? [] : [{ pid, handle: results.event }])])
      seen[keys.isSet(event)] = looks.isSet(event);
  });
  return seen;
}

/** The facts of a world from these probes, about these objects (null: all) and the events; null if a probe is missing. */
export function factsFrom(world: WorldView, looks: ProbeResults, objects: ReadonlySet<string> | null = null): readonly Fact[] | null {
  let missing = false;
  const recall = (key: string): number | boolean | null => {
    const seen = looks[key];
    missing ||= seen === undefined;
    return seen ?? null;
  };
  const facts = winsockFacts(world, {
    object: (handles) => {
      const first = handles.findIndex((handle) => recall(keys.references(handle)) !== null);
      if (first < 0) return { first, references: 0, same: [] };
      const same = handles.slice(first + 1).map((handle) => recall(keys.same(handles[first]!, handle)) as boolean | null);
      return { first, references: recall(keys.references(handles[first]!)) as number, same };
    },
    isSet: (event) => recall(keys.isSet(event)) as boolean | null,
  }, objects);
  return missing ? null : facts;
}

/** The results of the probe after a call, for the objects that it can have changed; null for all. */
export interface LookedAlong {
  looks: ProbeResults;
  affected: ReadonlySet<string> | null;
}

/** Equivalent to a separate probe, given the world's changes since (`changed`, ids); null if a result is missing. */
export function lookedAlong(world: WorldView, { looks, affected }: LookedAlong, changed: ReadonlySet<string>): Look | null {
  const objects = affected && new Set([...affected, ...[...changed].flatMap((id) => entity(world, 'descriptor', id)?.object ?? [])]);
  const facts = factsFrom(world, looks, objects);
  if (!facts || !objects) return facts && { facts, of: null };
  const descriptors = [...objects].flatMap((object) => [...world.holding(object)].map(({ id }) => id));
  const gone = [...changed].filter((id) => !world.get(id));
  return { facts, of: new Set([...objects, ...descriptors, ...gone, ...allOf(world, 'event').map(({ id }) => id)]) };
}

const text = ({ pid, handle }: HandleRef): string => `${pid}:${handle}`;
const keys = {
  references: (handle: HandleRef): string => `references ${text(handle)}`,
  same: (a: HandleRef, b: HandleRef): string => `same ${text(a)} ${text(b)}`,
  isSet: (event: HandleRef): string => `set ${text(event)}`,
};
