import { expect, it } from 'vitest';
import { LinuxProber } from './probe-linux.ts';
import { aDescriptor, aProcess, aSocket } from './entities.fixture.ts';
import { worldOf } from './session.fixture.ts';
import { Table } from './table-linux.ts';

it('counts the holders per entity while numbers open, change and close', () => {
  const table = new Table(1, new Map([[3, 'a'], [4, 'a'], [5, 'b']]));
  const changed = new Set<string>();
  expect([table.holders('a'), table.holders('b'), table.holders('c')]).toEqual([2, 1, 0]);
  table.set(4, 'b', changed);
  table.set(5, undefined, changed);
  expect([table.holders('a'), table.holders('b'), [...changed]]).toEqual([1, 1, ['a', 'b']]);
  changed.clear();
  table.become(new Map([[3, 'a'], [9, 'c']]), changed);
  expect([table.link(4), table.holders('b'), table.holders('c'), [...changed]]).toEqual([undefined, 0, 1, ['b', 'c']]);
});

it('lists a short table each time, and a long one for a part of it', () => {
  const table = new Table(1, new Map([[3, 'a']]));
  expect([table.listingIsDue(1), table.listingIsDue(1)]).toEqual([true, true]);
  const long = new Table(1, new Map(Array.from({ length: 8000 }, (_, i) => [i, `socket:[${i}]`])));
  const due = Array.from({ length: 3000 }, () => {
    const is = long.listingIsDue(1);
    if (is) long.become(new Map(Array.from({ length: 8000 }, (_, i) => [i, `socket:[${i}]`])), null);
    return is;
  });
  expect(due.filter(Boolean)).toHaveLength(3);
});

it('reads only entities that a step can change, for any number of open descriptors', () => {
  const entities = Array.from({ length: 500 }, (_, i) => [aSocket(i + 1), aDescriptor(i + 1, 'worker', 1000 + i, `socket:${i + 1}`)])
    .flat();
  const world = worldOf([aProcess('worker', process.pid), ...entities]);
  const prober = new LinuxProber();
  expect(prober.probe(world).of).toBeNull();
  const more = worldOf([...world.values(), aSocket(501), aDescriptor(501, 'worker', 2000, 'socket:501')]);
  const { of, facts } = prober.probe(more, { objects: new Set(), tables: new Set(['worker']), unsure: new Set() },
    new Set(['socket:501', 'descriptor:501']));
  expect([...of!].sort()).toEqual(['descriptor:501', 'socket:501']);
  expect(facts.map(({ subject }) => subject)).toEqual(['descriptor:501']);
  prober.close();
});
