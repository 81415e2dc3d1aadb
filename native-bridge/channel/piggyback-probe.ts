/**
 * Looks at handles that whoever makes a call takes right after it, and sends along with its outcome: a session in
 * another system asks for the same a moment later, and need not make the way a second time.
 */
import type { Results } from '../../app/shared/calls/types.ts';
import { allOf, entity, type WorldView } from '../../app/shared/domain/world.ts';
import type { Look } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { HandleRef } from '../winsock/identity.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { handlesByObject, type HandleProbes, handleOf, winsockFacts } from './winsock-facts.ts';

/** Handles to look at: of each object those that stand for it, in their order, and the events. */
export interface ProbePlan {
  objects: readonly (readonly HandleRef[])[];
  events: readonly HandleRef[];
}

/** What was seen, by what was looked at. */
export type ProbeResults = Readonly<Record<string, number | boolean | null>>;

/** A new handle is compared with one of each object that is looked at, while these are so few. */
const OBJECTS_COMPARED = 8;

/** Ids of the objects that may show something else after a call. `scope`: see scope.ts; null, as the answer to it, for all. */
export function affectedBy(world: WorldView, scope: ProbeScope | null): ReadonlySet<string> | null {
  if (!scope || scope.unsure.size === 0) return scope && scope.objects;
  const affected = new Set(scope.objects);
  for (const { process, object } of world.ofKind('descriptor')) if (scope.unsure.has(process.slice('process:'.length))) affected.add(object);
  return affected;
}

/** The handles of a world that may show something else after a call; an event may always. `scope`: see scope.ts, null for all. */
export function probePlan(world: WorldView, scope: ProbeScope | null): ProbePlan {
  const events = allOf(world, 'event').flatMap((event) => handleOf(world, event) ?? []);
  const objects = [...handlesByObject(world, affectedBy(world, scope)).values()].map((descriptors) => descriptors.map(({ handle }) => handle));
  return { objects, events };
}

/** All that a session may want to know after a call that had these results in the process `pid`. */
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
    for (const event of [...events, ...(results.event === undefined ? [] : [{ pid, handle: results.event }])]) seen[keys.isSet(event)] = looks.isSet(event);
  });
  return seen;
}

/** The facts of a world from looks that were taken, about these objects (null: about all) and the events; null when a look is missing. */
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

/** What was seen right after a call, of the objects that it may have changed; null of all. */
export interface LookedAlong {
  looks: ProbeResults;
  affected: ReadonlySet<string> | null;
}

/** The same as a look of its own, with what the world says otherwise since (`changed`, ids); null when something is missing. */
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
