/** From a world to its picture: participants left, underlying sockets in the middle, outside peers right. */
import type { WorldDiff } from '../domain/diff.ts';
import type { World } from '../domain/world.ts';
import { Changes } from './changes.ts';
import { edgesOf } from './edges.ts';
import { groupsOf } from './groups.ts';
import { BETWEEN, MARGIN, PEER, PROCESS, SOCKET, TOP, columnsFor } from './metrics.ts';
import { type Scene, peerNode, processHeight, processNode, socketHeight, socketNode } from './nodes.ts';
import type { Places } from './places.ts';
import { Reuse } from './reuse.ts';
import type { Picture, PictureNode } from './types.ts';

/**
 * Draws one world. `places` has been fed the trace as far as it is known; `diff` is the change of the step
 * that led here, or null where nothing shall be washed as changed; `between` the room for lines (metrics.ts);
 * `reuse` what was drawn before of the same history, whose unchanged parts are the same objects here.
 */
export function drawPicture(world: World, places: Places, diff: WorldDiff | null, between: number = BETWEEN.usual, reuse: Reuse = new Reuse()): Picture {
  const column = columnsFor(between);
  const scene: Scene = { world, places, changes: new Changes(diff), groups: groupsOf(world), reuse };
  const nodes: PictureNode[] = [];
  const keep = (node: PictureNode | null) => {
    if (node) nodes.push(node);
  };
  let y: number = TOP;
  for (const id of places.processes) {
    keep(processNode(scene, id, column.processes, y));
    y += processHeight(places, id) + PROCESS.gap;
  }
  const processBottom = y - PROCESS.gap;

  const socketY = new Map<string, { y: number; h: number }>();
  y = TOP + SOCKET.top;
  for (const id of places.sockets()) {
    const h = socketHeight(places, id);
    socketY.set(id, { y, h });
    keep(socketNode(scene, id, column.sockets, y));
    y += h + SOCKET.gap;
  }
  const socketBottom = y - SOCKET.gap;

  const peers = placePeers(places, socketY);
  for (const [id, peerY] of peers) keep(peerNode(scene, id, column.peers, peerY));
  const peerBottom = Math.max(0, ...[...peers.values()].map((top) => top + PEER.h));

  const right = peers.size > 0 ? column.peers + PEER.w : column.sockets + SOCKET.w;
  return {
    nodes, edges: edgesOf(scene, nodes),
    columns: [
      { title: 'processes and descriptors', x: column.processes, w: PROCESS.w },
      { title: 'underlying sockets', x: column.sockets, w: SOCKET.w },
      ...(peers.size > 0 ? [{ title: 'peers', x: column.peers, w: PEER.w }] : []),
    ],
    census: {
      sockets: nodes.filter((node) => node.kind === 'socket' && node.closedAt === null).length,
      descriptors: scene.groups.descriptors.filter((d) => places.outsideHolder(d.object) === undefined).length,
      inFlight: scene.groups.inFlight,
    },
    width: right + MARGIN, height: Math.max(processBottom, socketBottom, peerBottom) + MARGIN,
  };
}

/** Each peer beside the socket that it first talked to; those without one, and those in the way, below. */
function placePeers(places: Places, sockets: ReadonlyMap<string, { y: number; h: number }>): Map<Places['peers'][number], number> {
  const placed = new Map<Places['peers'][number], number>();
  for (const id of places.peers) {
    const beside = sockets.get(places.linkedSocket(id) ?? '');
    let y = beside ? beside.y + 30 - PEER.h / 2 + 16 : TOP + SOCKET.top;
    for (const taken of [...placed.values()].sort((a, b) => a - b)) {
      if (y < taken + PEER.h + PEER.gap && y + PEER.h + PEER.gap > taken) y = taken + PEER.h + PEER.gap;
    }
    placed.set(id, y);
  }
  return placed;
}
