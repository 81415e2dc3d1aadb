/**
 * Facts from probes that the process making a call took along: a session in another system requests the same facts next,
 * and saves a second round trip.
 */
import { allOf, entity, type WorldView } from '../../app/shared/domain/world.ts';
import type { Probed } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { resultKey, type ProbePlan, type ProbeResults } from '../channel/probe-plan.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { handlesByObject, handleOf, winsockFacts } from './winsock-facts.ts';

/** Ids of the objects that a call can have changed. `scope`: see probe-invalidation.ts; null, also as the result, means all. */
export function affectedBy(world: WorldView, scope: ProbeScope | null): ReadonlySet<string> | null {
  if (!scope || scope.unsure.size === 0) return scope && scope.objects;
  const affected = new Set(scope.objects);
  for (const { process, object } of world.ofKind('descriptor'))
    if (scope.unsure.has(process.slice('process:'.length))) affected.add(object);
  return affected;
}

/** The handles of a world that a call can have changed; events always count. `scope`: see probe-invalidation.ts, null for all. */
export function probePlan(world: WorldView, scope: ProbeScope | null): ProbePlan {
  const events = allOf(world, 'event').flatMap((event) => handleOf(world, event) ?? []);
  const objects = [...handlesByObject(world, affectedBy(world, scope)).values()].map((descriptors) =>
    descriptors.map(({ handle }) => handle));
  return { objects, events };
}

/** The facts of a world from these probes, about these objects (null: all) and the events; null if a probe is missing. */
export function factsFrom(world: WorldView, probes: ProbeResults, objects: ReadonlySet<string> | null = null): readonly Fact[] | null {
  let missing = false;
  const recall = (key: string): number | boolean | null => {
    const seen = probes[key];
    missing ||= seen === undefined;
    return seen ?? null;
  };
  const facts = winsockFacts(world, {
    object: (handles) => {
      const first = handles.findIndex((handle) => recall(resultKey.references(handle)) !== null);
      if (first < 0) return { first, references: 0, same: [] };
      const same = handles.slice(first + 1).map((handle) => recall(resultKey.same(handles[first]!, handle)) as boolean | null);
      return { first, references: recall(resultKey.references(handles[first]!)) as number, same };
    },
    isSet: (event) => recall(resultKey.isSet(event)) as boolean | null,
  }, objects);
  return missing ? null : facts;
}

/** The results of the probe after a call, for the objects that it can have changed; null for all. */
export interface PiggybackProbe {
  probes: ProbeResults;
  affected: ReadonlySet<string> | null;
}

/** Equivalent to a separate probe, given the world's changes since (`changed`, ids); null if a result is missing. */
export function piggybackFacts(world: WorldView, { probes, affected }: PiggybackProbe, changed: ReadonlySet<string>): Probed | null {
  const objects = affected && new Set([...affected, ...[...changed].flatMap((id) => entity(world, 'descriptor', id)?.object ?? [])]);
  const facts = factsFrom(world, probes, objects);
  if (!facts || !objects) return facts && { facts, of: null };
  const descriptors = [...objects].flatMap((object) => [...world.holding(object)].map(({ id }) => id));
  const gone = [...changed].filter((id) => !world.get(id));
  return { facts, of: new Set([...objects, ...descriptors, ...gone, ...allOf(world, 'event').map(({ id }) => id)]) };
}
