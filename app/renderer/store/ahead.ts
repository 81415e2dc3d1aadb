/** The graph with what a held call is about to do, as if it were the next step. */
import { applyDiff, type WorldDiff } from '../../shared/domain/diff.ts';
import { World } from '../../shared/domain/world.ts';
import { layoutScene } from '../../shared/graph-layout/picture.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import type { Step } from '../../shared/trace/step.ts';
import type { History } from './history.ts';

export interface Ahead {
  /** "server: bind": what is about to happen. */
  text: string;
  diff: WorldDiff;
}

const kept = new WeakMap<Ahead, { length: number; between: number; picture: GraphScene }>();

/** The picture after the last step and the change ahead of it; what exists keeps its place. */
export function pictureAhead({ log }: History, between: number, ahead: Ahead): GraphScene {
  const before = kept.get(ahead);
  if (before?.length === log.length && before.between === between) return before.picture;
  const { diff } = ahead;
  const [n, at] = [log.length + 1, log.step(log.length)?.at ?? 0];
  const places = LayoutMemory.of(log);
  const next: Step = { n, diff, action: { kind: 'kill', process: '' }, outcome: { kind: 'pending' }, predicted: null, facts: [],
    divergences: [], hazards: [], verdict: null, note: null, plan: null, at, micros: null };
  places.extend(next);
  const entities = new Map(log.worldAt(log.length).entities);
  applyDiff(entities, diff);
  const picture = layoutScene(new World(entities), n, places, diff, between);
  kept.set(ahead, { length: log.length, between, picture });
  return picture;
}
