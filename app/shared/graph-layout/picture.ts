/** Draws a world: participants left, underlying sockets in the middle, outside peers right. */
import type { WorldDiff } from '../domain/diff.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { World } from '../domain/world.ts';
import { Changes } from './changes.ts';
import { type SocketEdges, drawnNodes, edgesOfSocket, joined } from './edges.ts';
import { indexEntities } from './groups.ts';
import { type Layout, layoutOf } from './layout.ts';
import { BETWEEN, MARGIN, PEER, PROCESS, SOCKET } from './metrics.ts';
import { type LayoutContext, peerNode, processNode, socketNode } from './nodes.ts';
import type { LayoutMemory } from './places.ts';
import { Reuse } from './reuse.ts';
import type { PeerNode, GraphScene, ProcessNode, SocketNode } from './types.ts';

/**
 * Draws the world after step `n`. `places` must have received the trace so far; `diff` is the change of the step
 * before it, or null to highlight nothing; `between` is the space for lines in pixels (metrics.ts);
 * `reuse` has earlier drawings of the same history, whose unchanged parts are reused.
 */
export function layoutScene(
  world: World, n: StepNumber, places: LayoutMemory, diff: WorldDiff | null, between: number = BETWEEN.usual, reuse: Reuse = new Reuse(),
): GraphScene {
  const layout = layoutOf(places, between);
  const scene: LayoutContext = { world, n, places, changes: new Changes(diff), groups: indexEntities(world.present()), reuse };
  const ends = sideColumns(scene, layout);
  const sockets = layout.sockets.map((_, place) => socketAt(scene, layout, place));
  const drawn = drawnNodes(scene, ends, sockets);
  return compose(scene, layout, ends, sockets, sockets.map((socket) => (socket ? edgesOfSocket(scene, drawn, socket) : null)));
}

/** Returns the occupant of this place in the column of sockets, or null. */
export function socketAt(scene: LayoutContext, { column, sockets }: Layout, place: number): SocketNode | null {
  const tenant = scene.places.column.tenant(place, scene.n);
  return tenant && socketNode(scene, tenant.id, place, column.sockets, sockets[place]!);
}

/** The nodes left and right of the underlying sockets; there are few. */
export interface SideColumns {
  processes: readonly ProcessNode[];
  peers: readonly PeerNode[];
}

/** Both columns of one world. */
export function sideColumns(scene: LayoutContext, { column, processes, peers }: Layout): SideColumns {
  return {
    processes: processes.map(({ id, y }) => processNode(scene, id, column.processes, y)).filter((node) => node !== null),
    peers: [...peers].map(([id, y]) => peerNode(scene, id, column.peers, y)).filter((node) => node !== null),
  };
}

/** Assembles a picture; `sockets` and `edges` are in layout order, null for missing ones. */
export function compose(
  { groups, places, n }: LayoutContext, layout: Layout, ends: SideColumns, sockets: readonly (SocketNode | null)[],
  edges: readonly (SocketEdges | null)[],
): GraphScene {
  const { column, peers } = layout;
  const there = sockets.filter((node) => node !== null);
  let descriptors = 0;
  for (const d of groups.descriptors) if (places.outsideHolder(d.object) === undefined) descriptors += 1;
  const right = peers.size > 0 ? column.peers + PEER.w : column.sockets + SOCKET.w;
  return {
    nodes: [...ends.processes, ...there, ...ends.peers], edges: joined(edges),
    columns: [
      { title: 'processes and descriptors', x: column.processes, w: PROCESS.w },
      { title: 'underlying sockets', x: column.sockets, w: SOCKET.w },
      ...(peers.size > 0 ? [{ title: 'peers', x: column.peers, w: PEER.w }] : []),
    ],
    census: { sockets: there.reduce((sum, node) => sum + Number(node.closedAt === null), 0), descriptors, inFlight: groups.inFlight,
      replaced: places.column.replaced(n) },
    width: right + MARGIN, height: layout.bottom + MARGIN,
  };
}
