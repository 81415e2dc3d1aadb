import { describe, expect, it } from 'vitest';
import type { Step } from '../trace/step.ts';
import type { Entity } from '../domain/entities.ts';
import { Episodes } from './episodes.ts';
import { StoryRows } from './rows.ts';

const NOTHING = { added: {}, updated: {}, removed: {} };

function call(n: number, participant: string, name: string, added: readonly object[] = []): Step {
  const diff = { ...NOTHING, added: Object.fromEntries(added.map((e) => [(e as Entity).id, e as Entity])) };
  return { n, action: { kind: 'call', participant, call: name, args: {}, as: [], resolved: { fd: 3 } },
    outcome: { kind: 'ok', results: {} }, predicted: null, diff, facts: [], divergences: [], hazards: [], verdict: null, note: null,
    plan: null, at: n, micros: 1 };
}

const holds = (id: number, process: string) => ({ kind: 'descriptor', id: `descriptor:${id}`, process: `process:${process}`, number: 3,
  object: 'socket:1' });

function episodes(steps: readonly Step[]) {
  const all = new Episodes({ rules: 'linux', start: NOTHING });
  for (const step of steps) all.extend(step);
  return all.list.map(({ from, to, calls }) => ({ from, to, calls: [...calls] }));
}

const moves = (from: number, count: number, who: string) => Array.from({ length: count }, (_, i) => call(from + i, who, 'send'));

describe('episodes', () => {
  it('fold runs of ordinary I/O on a socket of one process, and end at any other step', () => {
    const steps = [call(1, 'server', 'socket', [holds(1, 'server')]), ...moves(2, 5, 'server'), call(7, 'server', 'shutdown'),
      ...moves(8, 2, 'server')];
    expect(episodes(steps)).toEqual([{ from: 2, to: 6, calls: [['server', 5]] }]);
  });

  it('contain calls that waited, and name those that never returned', () => {
    const blocked = (n: number): Step => ({ ...call(n, 'server', 'recv'), outcome: { kind: 'pending' } });
    const returns = (n: number, of: number): Step => ({ ...call(n, 'server', 'recv'),
      action: { kind: 'completion', participant: 'server', call: 'recv', of } });
    const all = new Episodes({ rules: 'linux', start: NOTHING });
    for (const step of [call(1, 'server', 'socket', [holds(1, 'server')]), blocked(2), returns(3, 2), blocked(4)]) all.extend(step);
    expect(all.list.map(({ from, to, calls, waiting }) => [from, to, [...calls], [...waiting]])).toEqual([[2, 4, [['server', 2]], [4]]]);
  });

  it('leave I/O on a socket that two processes hold in sight', () => {
    const steps = [call(1, 'server', 'socket', [holds(1, 'server'), holds(2, 'worker')]), ...moves(2, 5, 'server')];
    expect(episodes(steps)).toEqual([]);
  });

  it('leave a step with a hazard in sight', () => {
    const steps = [call(1, 'server', 'socket', [holds(1, 'server')]), ...moves(2, 7, 'server')];
    const hazard = { ...steps[4]!, hazards: [{ id: 'two-readers' }] } as unknown as Step;
    expect(episodes(steps.with(4, hazard)).map(({ from, to }) => [from, to])).toEqual([[2, 4], [6, 8]]);
  });
});

describe('rows', () => {
  const NONE = { calls: new Map<string, number>(), waiting: new Set<number>() };
  const list = [{ from: 2, to: 6, ...NONE }, { from: 8, to: 10, ...NONE }];
  const told = (open: readonly number[]) => {
    const rows = new StoryRows(list, new Set(open), 11);
    return Array.from({ length: rows.count }, (_, i) => {
      const row = rows.at(i);
      return row.kind === 'step' ? row.n : `${row.episode.from}-${row.episode.to}`;
    });
  };

  it('show an episode as one row, and its steps below it while it is open', () => {
    expect(told([])).toEqual([1, '2-6', 7, '8-10', 11]);
    expect(told([2])).toEqual([1, '2-6', 2, 3, 4, 5, 6, 7, '8-10', 11]);
  });

  it('find the row of each step', () => {
    for (const open of [[], [2], [8], [2, 8]]) {
      const rows = new StoryRows(list, new Set(open), 11);
      for (let n = 1; n <= 11; n++) {
        const row = rows.at(rows.rowOf(n));
        expect(row.kind === 'step' ? row.n === n : !row.open && n >= row.episode.from && n <= row.episode.to, `step ${n}`).toBe(true);
      }
    }
    expect(new StoryRows(list, new Set(), 11).rowOf(0)).toBe(-1);
  });
});
