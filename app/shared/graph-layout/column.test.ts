import { describe, expect, it } from 'vitest';
import { OPEN, churnTrace } from './churn.fixture.ts';
import { CLOSED_KEPT, SlotColumn } from './column.ts';
import { IncrementalLayout } from './drawing.ts';
import { layoutScene } from './picture.ts';
import { LayoutMemory } from './places.ts';

const SOCKETS = 200;
const log = churnTrace(SOCKETS);
const places = LayoutMemory.of(log);
const pictureAt = (n: number) => layoutScene(log.worldAt(n), n, places, log.step(n)?.diff ?? null);
const socketsAt = (n: number) => pictureAt(n).nodes.filter((node) => node.kind === 'socket');

describe('sockets that come and go', () => {
  it('reuse the places of the first closed sockets once enough are closed', () => {
    const there = socketsAt(log.length).map(({ id }) => id);
    expect(there.length).toBeLessThanOrEqual(CLOSED_KEPT + OPEN + 2);
    // All open sockets, and the most recently closed ones.
    const latest = Array.from({ length: CLOSED_KEPT + OPEN }, (_, i) => `socket:${SOCKETS - i}`);
    expect(there).toEqual(expect.arrayContaining(latest));
  });

  it('never share a place at any step', () => {
    for (let n = 0; n <= log.length; n++) {
      const tops = socketsAt(n).map(({ y }) => y);
      expect(new Set(tops).size, `step ${n}`).toBe(tops.length);
    }
  });

  it('are counted when they are no longer drawn', () => {
    expect(pictureAt(CLOSED_KEPT).census.replaced).toBe(0);
    expect(pictureAt(log.length).census.replaced).toBe(SOCKETS - socketsAt(log.length).length);
  });

  it('keep their places when the user views an earlier step', () => {
    const first = new Map<string, number>();
    for (const n of [...Array(log.length).keys(), ...[...Array(log.length).keys()].toReversed()]) {
      for (const { id, y } of socketsAt(n)) expect(y, `${id} at ${n}`).toBe(first.get(id) ?? (first.set(id, y), y));
    }
  });

  it('are drawn the same whichever way the user gets there', () => {
    const drawing = new IncrementalLayout(log, places);
    for (const n of [1, 60, 61, 200, 199, 40, 39, log.length, log.length - 1, 0, 150])
      expect(drawing.at(n), `step ${n}`).toEqual(pictureAt(n));
  });
});

describe('a connection that becomes the socket it is accepted into', () => {
  it('frees its place for the next one and is not counted as closed', () => {
    const column = new SlotColumn();
    column.appeared('socket:1', 1);
    column.appeared('socket:2', 2);
    column.gone('socket:2');
    column.appeared('socket:3', 4);
    expect([1, 3, 4].map((n) => column.tenant(1, n)?.id ?? null)).toEqual([null, 'socket:2', 'socket:3']);
    expect(column.replaced(4)).toBe(0);
  });
});

describe('a socket that turns out to be of an outside program', () => {
  it('leaves no trace in the column', () => {
    const column = new SlotColumn();
    column.appeared('socket:1', 1);
    column.appeared('socket:2', 2);
    column.left('socket:1');
    expect(column.tenant(0, 5)).toBeNull();
    expect(column.placeOf('socket:1')).toBeUndefined();
    expect(column.tenant(1, 5)?.id).toBe('socket:2');
  });
});

describe('a file that contradicts itself', () => {
  it('does not free the place of a socket when another ends twice', () => {
    const column = new SlotColumn();
    for (let i = 1; i <= CLOSED_KEPT + 1; i++) {
      column.appeared(`socket:${i}`, i);
      column.closed(`socket:${i}`);
    }
    column.appeared('socket:100', 100);
    expect(column.placeOf('socket:100')).toBe(0);
    column.gone('socket:1');
    column.closed('socket:1');
    column.appeared('socket:101', 101);
    expect(column.tenant(0, 101)?.id).toBe('socket:100');
  });
});
