import { type WorldDiff, reverseDiff } from './diff.ts';
import { Draft } from './draft.ts';
import type { WorldView } from './world.ts';

/** The world before `diff` was applied. Valid while `after` does not change. */
export function undoDiff(after: WorldView, diff: WorldDiff): WorldView {
  const before = new Draft(after, {});
  const back = reverseDiff(diff);
  for (const id in back.removed) before.remove(id);
  for (const id in back.added) before.put(back.added[id]!);
  for (const id in back.updated) before.put(back.updated[id]![1]);
  return before;
}
