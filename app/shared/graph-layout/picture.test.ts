import { describe, expect, it } from 'vitest';
import type { TraceLog } from '../trace/log.ts';
import { layoutScene } from './picture.ts';
import { LayoutMemory } from './places.ts';
import { Reuse } from './reuse.ts';
import { storyTrace } from './story.fixture.ts';
import type { Box, GraphScene, GraphNode, SocketNode } from './types.ts';

const placesOf = (log: TraceLog, upTo = log.length): LayoutMemory => LayoutMemory.of(log, log.steps().slice(0, upTo));

function pictureAt(log: TraceLog, n: number, places = placesOf(log)): GraphScene {
  return layoutScene(log.worldAt(n), n, places, log.step(n)?.diff ?? null);
}

const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function socketNode(picture: GraphScene, id: string): SocketNode {
  const node = picture.nodes.find((n) => n.id === id);
  if (node?.kind !== 'socket') throw new Error(`no socket node ${id}`);
  return node;
}

describe('drawPicture', () => {
  const log = storyTrace();

  it('lets no nodes overlap, at any step', () => {
    for (let n = 0; n <= log.length; n++) {
      const { nodes } = pictureAt(log, n);
      for (const [i, a] of nodes.entries())
        for (const b of nodes.slice(i + 1)) expect(overlap(a, b), `${a.id} and ${b.id} at ${n}`).toBe(false);
    }
  });

  it('keeps rows inside their node and apart', () => {
    for (const node of pictureAt(log, 14).nodes) {
      const rows = node.kind === 'process' ? node.chips : node.kind === 'socket' ? [...node.carried, ...(node.slot?.rows ?? [])] : [];
      for (const [i, row] of rows.entries()) {
        expect(row.y + row.h).toBeLessThanOrEqual(node.h);
        for (const other of rows.slice(i + 1)) expect(overlap(row, other)).toBe(false);
      }
    }
  });

  it('moves nothing while the user seeks', () => {
    const places = placesOf(log);
    const first = new Map<string, GraphNode>();
    for (let n = 0; n <= log.length; n++) {
      for (const node of pictureAt(log, n, places).nodes) {
        const before = first.get(node.id) ?? node;
        first.set(node.id, before);
        expect([node.x, node.y, node.w, node.h]).toEqual([before.x, before.y, before.w, before.h]);
      }
    }
  });

  it('moves nothing while this trace grows, because the plan reserves the space', () => {
    const end = new Map(pictureAt(log, log.length).nodes.map((node) => [node.id, node]));
    for (let n = 5; n <= log.length; n++) {
      for (const node of pictureAt(log, n, placesOf(log, n)).nodes) {
        expect([node.x, node.y], `${node.id} at ${n}`).toEqual([end.get(node.id)?.x, end.get(node.id)?.y]);
      }
    }
  });

  it('puts an import in the place of its transfer', () => {
    const chipY = (n: number, kind: string) => {
      const reader = pictureAt(log, n).nodes.find((node) => node.id === 'process:reader');
      return reader?.kind === 'process' ? reader.chips.find((c) => c.kind === kind)?.y : undefined;
    };
    expect(chipY(7, 'transfer')).toBeDefined();
    expect(chipY(8, 'descriptor')).toBe(chipY(7, 'transfer'));
  });

  it('counts references of descriptors and of the transfer in flight separately (S7)', () => {
    expect(socketNode(pictureAt(log, 14), 'socket:3')).toMatchObject({ held: 3, inFlight: 1, unread: 5 });
  });

  it('shows the current registration and the former one, with the step that cancelled it (S35)', () => {
    const picture = pictureAt(log, 14);
    expect(socketNode(picture, 'socket:3').slot?.rows.map((r) => [r.text, r.state, r.cancelledBy])).toEqual([
      ['FD_WRITE → writer 0xA4', 'current', null],
      ['FD_READ → reader 0x9C', 'cancelled', 14],
    ]);
    expect(picture.edges.filter((e) => e.from.startsWith('registration:')).map((e) => [e.kind, e.to])).toEqual([
      ['notifies', 'event:1'], ['cancelled', 'event:2'],
    ]);
  });

  it('draws no node for the socket of an outside process, and an edge to that process instead', () => {
    const picture = pictureAt(log, 14);
    expect(picture.nodes.some((node) => node.id === 'socket:2')).toBe(false);
    expect(picture.edges.find((e) => e.kind === 'connection')).toMatchObject({ from: 'socket:3', to: 'process:client' });
  });

  it('highlights only the changes of the step', () => {
    const picture = pictureAt(log, 14);
    expect(socketNode(picture, 'socket:1').changed).toEqual([]);
    expect(socketNode(picture, 'socket:3').changed).toEqual([]);
    expect(socketNode(picture, 'socket:3').slot?.rows.map((r) => r.changed)).toEqual([true, true]);
    expect(socketNode(pictureAt(log, 13), 'socket:3').changed).toEqual(['unread']);
  });
});

describe('Reuse', () => {
  const log = storyTrace();
  const places = placesOf(log);
  const drawn = (n: number, reuse?: Reuse) => layoutScene(log.worldAt(n), n, places, log.step(n)?.diff ?? null, undefined, reuse);

  it('keeps the objects of nodes, rows and edges that are equal', () => {
    const reuse = new Reuse();
    const before = drawn(12, reuse);
    const after = drawn(13, reuse);
    const kept = (id: string) => after.nodes.find((n) => n.id === id) === before.nodes.find((n) => n.id === id);
    expect(kept('socket:1')).toBe(true);
    expect(kept('socket:3')).toBe(false);
    expect(socketNode(after, 'socket:3').slot).toBe(socketNode(before, 'socket:3').slot);
    expect(after.edges.filter((e) => before.edges.includes(e)).length).toBeGreaterThan(3);
  });

  it('draws the same as without it, back and forth through the whole trace', () => {
    const reuse = new Reuse();
    const there = Array.from({ length: log.length + 1 }, (_, n) => n);
    for (const n of [...there, ...there.toReversed(), 14, 2, 13, 0, 14]) expect(drawn(n, reuse), `step ${n}`).toEqual(drawn(n));
  });
});
