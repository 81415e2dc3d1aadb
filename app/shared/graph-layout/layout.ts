/** Positions of all nodes of a history, equal at each step. */
import type { ProcessId } from '../domain/ids.ts';
import { PEER, PROCESS, SOCKET, TOP, columnsFor } from './metrics.ts';
import { processHeight, socketHeight } from './nodes.ts';
import type { LayoutMemory } from './places.ts';

export interface Layout {
  column: ReturnType<typeof columnsFor>;
  processes: readonly { id: ProcessId; y: number }[];
  /** Top of each place in the column of sockets. */
  sockets: readonly number[];
  /** Tops of outside peers. */
  peers: ReadonlyMap<ProcessId, number>;
  /** Below the lowest node. */
  bottom: number;
}

/** @param between space for lines, in pixels (metrics.ts). @param all processes of a recording without sockets, too. */
export function layoutOf(places: LayoutMemory, between: number, all = false): Layout {
  const processes: { id: ProcessId; y: number }[] = [];
  let y: number = TOP;
  for (const id of all ? [...places.processes, ...places.bare] : places.processes) {
    processes.push({ id, y });
    y += processHeight(places, id) + PROCESS.gap;
  }
  const processBottom = y - PROCESS.gap;

  const sockets: number[] = [];
  y = TOP + SOCKET.top;
  for (const place of places.column.places().keys()) {
    sockets.push(y);
    // Space for the tallest occupant, so that nothing moves between steps.
    const h = places.column.most(place, (id) => socketHeight(places, id));
    if (h > 0) y += h + SOCKET.gap;
  }
  const socketBottom = y - SOCKET.gap;

  const peers = placePeers(places, sockets);
  const peerBottom = Math.max(0, ...[...peers.values()].map((top) => top + PEER.h));
  return { column: columnsFor(between), processes, sockets, peers, bottom: Math.max(processBottom, socketBottom, peerBottom) };
}

/** Places each peer beside its first connected socket; others, and overlapping ones, go below. */
function placePeers(places: LayoutMemory, sockets: readonly number[]): Map<ProcessId, number> {
  const placed = new Map<ProcessId, number>();
  for (const id of places.peers) {
    const beside = sockets[places.column.placeOf(places.linkedSocket(id) ?? '') ?? -1];
    let y = beside === undefined ? TOP + SOCKET.top : beside + 30 - PEER.h / 2 + 16;
    for (const taken of [...placed.values()].sort((a, b) => a - b)) {
      if (y < taken + PEER.h + PEER.gap && y + PEER.h + PEER.gap > taken) y = taken + PEER.h + PEER.gap;
    }
    placed.set(id, y);
  }
  return placed;
}
