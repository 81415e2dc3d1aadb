import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column } from './column.ts';
import { Maxima } from './maxima.ts';
import { movedBy, zoomed } from './moves.ts';
import { eachRun } from './runs.ts';
import { Scale, wholeOf } from './scale.ts';
import { SocketRows } from './sockets.ts';
import { Times } from './times.ts';
import type { WorldDiff } from '../domain/diff.ts';

const rising = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3000 })
  .map((gaps) => { let n = 0; return gaps.map((gap) => n += gap); });

describe('a column', () => {
  it('counts what is between two numbers, as a walk over all does', () => {
    fc.assert(fc.property(rising, fc.nat(9000), fc.nat(2000), fc.nat(), (numbers, from, span, start) => {
      const column = new Column();
      for (const n of numbers) column.push(n);
      expect(column.countIn(from, from + span)).toBe(numbers.filter((n) => n >= from && n <= from + span).length);
      const before = numbers.filter((n) => n < from).length;
      expect(column.firstFrom(from, before === 0 ? 0 : start % (before + 1))).toBe(before);
    }));
  });
});

describe('runs', () => {
  it('cover every pixel once, in order, and are as long as what they show is the same', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2 })), (pixels) => {
      const drawn: number[] = [];
      let before: number | null = null;
      eachRun(pixels.length, (px) => pixels[px]!, (what, from, to) => {
        expect(from).toBe(drawn.length);
        expect(what).not.toBe(before);
        before = what;
        for (let px = from; px < to; px++) drawn.push(what);
      });
      expect(drawn).toEqual(pixels);
    }));
  });
});

describe('maxima', () => {
  it('are the largest value at any step of a stretch', () => {
    const changes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(50)), { maxLength: 3000 });
    fc.assert(fc.property(changes, fc.nat(5000), fc.nat(5000), (list, from, span) => {
      const maxima = new Maxima();
      const values = new Map<number, number>();
      let n = 0;
      for (const [gap, value] of list) values.set(n += gap, value);
      for (const [step, value] of values) maxima.set(step, value);
      const seen = [...values].filter(([step]) => step >= from && step <= from + span).map(([, value]) => value);
      const before = [...values].findLast(([step]) => step <= from)?.[1] ?? 0;
      expect(maxima.mostIn(from, from + span)).toBe(Math.max(before, ...seen));
    }), { numRuns: 60 });
  });
});

const descriptor = (id: number, socket: number, process = 'main') => ({ [`descriptor:${id}`]: {
  kind: 'descriptor', id: `descriptor:${id}`, process: `process:${process}`, number: id, object: `socket:${socket}`, how: 'created',
  step: 1, inheritable: false } });
const change = (added: object, removed: object = {}) => ({ added, updated: {}, removed }) as WorldDiff;

describe('rows of sockets', () => {
  it('have a socket from its first descriptor to its last close, as thick as it has holders, and are used again', () => {
    const sockets = new SocketRows();
    sockets.add(1, change(descriptor(1, 1)));
    sockets.add(2, change(descriptor(2, 2)));
    sockets.add(3, change(descriptor(3, 1, 'worker')));
    sockets.add(5, change({}, descriptor(1, 1)));
    sockets.add(6, change({}, descriptor(3, 1, 'worker')));
    sockets.add(8, change(descriptor(4, 3)));
    expect([1, 3, 5, 6, 7, 8].map((n) => sockets.socketAt(0, n))).toEqual([
      { id: 'socket:1', from: 1, holders: 1 }, { id: 'socket:1', from: 1, holders: 2 }, { id: 'socket:1', from: 1, holders: 1 },
      null, null, { id: 'socket:3', from: 8, holders: 1 }]);
    expect(sockets.rows.length).toBe(2);
    expect(sockets.rows[0]!.holders.mostIn(4, 9)).toBe(2);
  });
});

describe('the scale', () => {
  const times = new Times();
  for (const at of [10, 11, 11, 500]) times.push(at);

  it('places steps evenly or by their time, and finds the nearest to a pixel', () => {
    const even = new Scale(times, 'steps', wholeOf(times, 'steps', 4), { left: 100, width: 500 });
    expect([0, 2, 4].map((n) => even.nearest(even.xOf(n), 4))).toEqual([0, 2, 4]);
    expect(even.xOf(2)).toBe(300);
    const real = new Scale(times, 'time', wholeOf(times, 'time', 4), { left: 100, width: 500 });
    expect(real.xOf(4)).toBeGreaterThan(590);
    expect(real.xOf(2)).toBeLessThan(120);
    expect([100, 101, 590].map((x) => real.nearest(x, 4))).toEqual([0, 0, 4]);
    expect(real.firstAt(200)).toBe(4);
  });
});

describe('moves', () => {
  const whole = { from: 0, to: 100 };

  it('zoom about a place, and never leave the trace', () => {
    expect(zoomed(whole, 0.5, 20, whole, 8)).toEqual({ from: 10, to: 60 });
    expect(zoomed({ from: 10, to: 60 }, 0.001, 20, whole, 8).to).toBeCloseTo(26.4);
    expect(movedBy('d', { from: 95, to: 100 }, whole, 0, 8)).toEqual({ from: 95, to: 100 });
    expect(movedBy('s', { from: 40, to: 60 }, whole, 50, 8)!.from).toBeCloseTo(35.714);
    expect(movedBy('q', whole, whole, 0, 8)).toBeNull();
  });
});
