import { expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { compareWorlds } from './compare-worlds.ts';
import { referenceCount } from './world.ts';

it('reports the references of every socket that both worlds have', () => {
  const log = storyTrace();
  const [from, to] = [5, 8];
  const [before, after] = [log.worldAt(from), log.worldAt(to)];
  const reported = compareWorlds(before, after).flatMap((c) =>
    (c.kind === 'updated' ? c.fields.filter((f) => f.field === 'references').map((f) => [c.id, f.before, f.after]) : []));
  const expected = [...after.ofKind('socket')].filter(({ id }) => before.get(id))
    .map(({ id }) => [id, referenceCount(before, id), referenceCount(after, id)]).filter(([, was, now]) => was !== now);
  expect(reported).toEqual(expected);
  expect(expected).not.toEqual([]);
});
