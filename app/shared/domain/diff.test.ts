import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Entity } from './entities.ts';
import { EMPTY_DIFF, type WorldDiff, applyDiff, isEmptyDiff, mergeDiffs } from './diff.ts';
import { undoDiff } from './undo-diff.ts';
import { Draft } from './draft.ts';
import { World, type WorldView } from './world.ts';

const entity = (n: number, set: boolean): Entity =>
  ({ kind: 'event', id: `event:${n}`, process: 'process:main', number: n, set, step: 1 });

/** A random change of a small world, made through a draft as the rules do. */
function change(world: World, ops: readonly [number, 'put' | 'remove', boolean][]): WorldDiff {
  const draft = new Draft(world, {});
  for (const [n, op, set] of ops) {
    if (op === 'put') draft.put(entity(n, set));
    else draft.remove(`event:${n}`);
  }
  return draft.diff();
}

const after = (world: World, diff: WorldDiff): World => {
  const entities = new Map(world.entities);
  applyDiff(entities, diff);
  return new World(entities);
};

const sorted = (world: WorldView) => [...world.values()].sort((a, b) => a.id.localeCompare(b.id));
const ops = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('put' as const, 'remove' as const), fc.boolean()),
  { maxLength: 8 });

describe('a world diff', () => {
  it('leaves the world unchanged when undone', () => {
    fc.assert(fc.property(ops, ops, (first, second) => {
      const world = after(new World(), change(new World(), first));
      const diff = change(world, second);
      expect(sorted(undoDiff(after(world, diff), diff))).toEqual(sorted(world));
    }), { seed: 7 });
  });

  it('merged with the next has the effect of both', () => {
    fc.assert(fc.property(ops, ops, (first, second) => {
      const a = change(new World(), first);
      const middle = after(new World(), a);
      const b = change(middle, second);
      expect(sorted(after(new World(), mergeDiffs(a, b)))).toEqual(sorted(after(middle, b)));
    }), { seed: 8 });
  });

  it('is empty if an entity is added and removed in one step', () => {
    const world = new World();
    const draft = new Draft(world, {});
    draft.put(entity(1, true));
    draft.remove('event:1');
    expect(isEmptyDiff(draft.diff())).toBe(true);
    expect(isEmptyDiff(EMPTY_DIFF)).toBe(true);
  });

  it('keeps the identity of unchanged entities', () => {
    const kept = entity(1, true);
    const world = new World(new Map([[kept.id as string, kept]]));
    const diff = change(world, [[2, 'put', false]]);
    expect(after(world, diff).get(kept.id)).toBe(kept);
  });
});
