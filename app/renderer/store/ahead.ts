/** The graph with what a held call is about to do, as if it were the next step. */
import { isRecord } from '../../shared/base/is-record.ts';
import { applyDiff, type WorldDiff } from '../../shared/domain/diff.ts';
import { World, type WorldView } from '../../shared/domain/world.ts';
import { layoutScene } from '../../shared/graph-layout/picture.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import type { Step } from '../../shared/trace/step.ts';
import type { History } from './history.ts';

export interface Ahead {
  /** "server: bind": what is about to happen. */
  text: string;
  /** From the world in which the call was held. */
  diff: WorldDiff;
}

const kept = new WeakMap<Ahead, { length: number; between: number; picture: GraphScene | null }>();

/** The picture after the last step and the change ahead of it; what exists keeps its place. Null if the world has changed since. */
export function pictureAhead({ log, places: present }: History, between: number, ahead: Ahead): GraphScene | null {
  const before = kept.get(ahead);
  if (before?.length === log.length && before.between === between) return before.picture;
  const { diff } = ahead;
  const [n, at] = [log.length + 1, log.step(log.length)?.at ?? 0];
  const world = log.worldAt(log.length);
  let picture: GraphScene | null = null;
  if (fits(diff, world)) {
    const next: Step = { n, diff, action: { kind: 'kill', process: '' }, outcome: { kind: 'pending' }, predicted: null, facts: [],
      divergences: [], hazards: [], verdict: null, note: null, plan: null, at, micros: null };
    const places = new LayoutMemory(log.header, present);
    places.extend(next);
    const entities = new Map(world.entities);
    applyDiff(entities, diff);
    picture = layoutScene(new World(entities), n, places, diff, between);
  }
  kept.set(ahead, { length: log.length, between, picture });
  return picture;
}

/** Whether the world still has what the change begins with. */
export function fits({ added, updated, removed }: WorldDiff, world: Pick<WorldView, 'get'>): boolean {
  return Object.keys(added).every((id) => world.get(id) === undefined)
    && [...Object.entries(removed), ...Object.entries(updated).map(([id, [before]]) => [id, before] as const)]
      .every(([id, before]) => text(world.get(id)) === text(before));
}

/** The same for any order of the fields. */
const text = (value: unknown): string | undefined => JSON.stringify(value, (_, part: unknown) => (isRecord(part)
  ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part));
