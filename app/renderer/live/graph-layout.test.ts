import { describe, expect, it } from 'vitest';
import type { LiveGroups } from '../../shared/live/answers.ts';
import { CELL, HitTest, PROCESS, layoutLive, nextSocket } from './graph-layout.ts';

/** `holders[s]` lists the processes that hold socket s. */
function groupsOf(
  processes: number, holders: readonly (readonly number[])[], watch: readonly (readonly [number, number, number])[] = [],
): LiveGroups {
  const edges = holders.flatMap((list, s) => list.map((p) => [p, s] as const));
  return {
    processes: Array.from({ length: processes }, (_, id) => ({ id, pid: 100 + id, name: `p${id}`, startedAt: 0 })),
    socket: holders.map((_, s) => s), key: holders.map((_, s) => `k${s}`), label: holders.map((_, s) => String(s)),
    kind: holders.map(() => 1), state: holders.map(() => 1),
    holders: holders.map((list) => list.length), marks: holders.map(() => 0),
    holderProcess: edges.map(([p]) => p), holderSocket: edges.map(([, s]) => s), holderCount: edges.map(() => 1),
    watchProcess: watch.map(([p]) => p), watchSocket: watch.map(([, s]) => s), watchStale: watch.map(([, , stale]) => stale),
    total: holders.length, problem: null,
  };
}

describe('the live graph', () => {
  const many = groupsOf(20, Array.from({ length: 3000 }, (_, s) => (s % 10 === 0 ? [s % 20, (s + 7) % 20] : [s % 20])));

  it('lets nothing overlap', () => {
    const { sockets, processes } = layoutLive(many, 1.6);
    const boxes = [...sockets.map((b) => ({ ...b, w: CELL.w, h: CELL.h })),
      ...processes.map((b) => ({ ...b, w: PROCESS.w, h: PROCESS.h }))].sort((a, b) => a.y - b.y);
    for (let i = 0; i < boxes.length; i++) {
      const a = boxes[i]!;
      for (let j = i + 1; j < boxes.length && boxes[j]!.y < a.y + a.h; j++) {
        const b = boxes[j]!;
        expect(b.x >= a.x + a.w || a.x >= b.x + b.w, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(true);
      }
    }
  });

  it('draws lines for shared sockets, and none for sockets of one process', () => {
    const { lines } = layoutLive(groupsOf(3, [[0], [0, 1, 2], [2]]), 1.6);
    expect(lines).toEqual([0, 1, 2].map((process) => ({ process, socket: 1, kind: 'holds' })));
  });

  it('draws watchers of another process, and stale ones of any', () => {
    const { lines } = layoutLive(groupsOf(2, [[0], [0]], [[0, 0, 0], [1, 0, 0], [0, 1, 1]]), 1.6);
    expect(lines).toEqual([{ process: 1, socket: 0, kind: 'watches' }, { process: 0, socket: 1, kind: 'stale' }]);
  });

  it('keeps sockets without a holder in a separate band', () => {
    const { sockets, bands } = layoutLive(groupsOf(1, [[0], []]), 1.6);
    expect(bands).toHaveLength(2);
    expect(sockets[1]!.y).toBeGreaterThan(sockets[0]!.y);
  });

  it('finds the entity under the pointer, and the neighbor of an arrow key', () => {
    const layout = layoutLive(many, 1.6);
    const hits = new HitTest(layout);
    for (const s of [0, 17, 999, 2999]) expect(hits.at(layout.sockets[s]!.x + 5, layout.sockets[s]!.y + 5)).toEqual({ socket: s });
    expect(hits.at(layout.processes[3]!.x + 100, layout.processes[3]!.y + 20)).toEqual({ process: 3 });
    expect(hits.at(-50, -50)).toBeNull();
    const right = nextSocket(layout, 0, 'ArrowRight');
    expect(layout.sockets[right]!.x).toBeGreaterThan(layout.sockets[0]!.x);
    expect(nextSocket(layout, right, 'ArrowLeft')).toBe(0);
  });
});
