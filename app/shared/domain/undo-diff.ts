import type { WorldDiff } from './diff.ts';
import { Draft } from './draft.ts';
import type { WorldView } from './world.ts';

/** The world before `diff` was applied. Valid while `after` does not change. */
export function undoDiff(after: WorldView, diff: WorldDiff): WorldView {
  const before = new Draft(after, {});
  for (const id in diff.added) before.remove(id);
  for (const id in diff.removed) before.put(diff.removed[id]!);
  for (const id in diff.updated) before.put(diff.updated[id]![0]);
  return before;
}
