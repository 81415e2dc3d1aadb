/** A tall picture of many sockets, one of which the step changed. */
import type { GraphScene, SocketNode } from '../../shared/graph-layout/types.ts';

const PITCH = 100;

export function crowd(changed: number | null, sockets = 40): GraphScene {
  const nodes = Array.from({ length: sockets }, (_, i): SocketNode => ({
    kind: 'socket', id: `socket:${i}`, x: 300, y: 40 + i * PITCH, w: 240, h: 80, title: `#${i} TCP`, stateWords: 'bound', tone: 'plain',
    address: '', nonblocking: false, option: null,
    held: 1, inFlight: 0, unread: 0, content: '', signal: null, waiting: 0, slot: null, carried: [], carriedRows: 0, closedAt: null,
    sure: true, place: i, changed: i === changed ? ['state'] : [],
  }));
  return { nodes, edges: [], columns: [], census: { sockets, descriptors: sockets, inFlight: 0, replaced: 0 }, width: 700,
    height: 80 + sockets * PITCH };
}
