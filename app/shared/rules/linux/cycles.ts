/** Cycles of unix sockets in flight that the kernel does not find (K1). */
import { entity, type WorldView } from '../../domain/world.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Chunk } from '../../domain/entities.ts';
import type { ObjectId, SocketId } from '../../domain/ids.ts';
import { changeLinux } from './state.ts';

type Edges = ReadonlyMap<SocketId, readonly SocketId[]>;

/** More sockets in flight than this are not searched. */
const MOST_SEARCHED = 500;

/** For each unix socket in flight, the sockets that it was sent to, in that order. */
function sentTo(world: WorldView): Edges {
  const edges = new Map<SocketId, SocketId[]>();
  for (const { state, carrier, objects } of world.living('transfer')) {
    if (state !== 'in-flight' || carrier === null) continue;
    for (const object of objects) {
      const socket = entity(world, 'socket', object);
      if (socket?.family === 'AF_UNIX') edges.set(socket.id, [...(edges.get(socket.id) ?? []), carrier]);
    }
  }
  return edges;
}

/**
 * The sockets in flight that hold one another and that the kernel can fail to free. Since 6.10 it looks for groups of them with a
 * depth-first search, and takes those for one group that have the same lowest index. Two cycles that share a socket can end
 * with different ones, depending on where the search begins (net/unix/garbage.c).
 */
export function cyclesOverlooked(world: WorldView): ReadonlySet<SocketId> {
  const edges = sentTo(world);
  const found = new Set<SocketId>();
  if (edges.size < 3 || edges.size > MOST_SEARCHED) return found;
  for (const start of edges.keys()) for (const id of overlookedFrom(start, edges)) found.add(id);
  return found;
}

function overlookedFrom(start: SocketId, edges: Edges): SocketId[] {
  const index = new Map<SocketId, number>();
  const lowest = new Map<SocketId, number>();
  const open: SocketId[] = [];
  const grouped = new Set<SocketId>();
  const overlooked: SocketId[] = [];
  const visit = (id: SocketId): void => {
    let low = index.size;
    index.set(id, low);
    lowest.set(id, low);
    open.push(id);
    for (const next of edges.get(id)!) {
      if (!edges.has(next) || grouped.has(next)) continue;
      if (!index.has(next)) visit(next);
      low = Math.min(low, lowest.get(next)!);
      lowest.set(id, low);
    }
    if (low !== index.get(id)) return;
    const group = open.splice(open.indexOf(id));
    for (const member of group) grouped.add(member);
    if (group.some((one) => edges.get(one)!.some((next) => group.includes(next) && lowest.get(next) !== lowest.get(one))))
      overlooked.push(...group);
  };
  visit(start);
  return overlooked;
}

/**
 * The rules have these sockets freed, and their peers remember that a kernel can keep them. The kernel takes the messages of the
 * cycle out first, so they reset no connection. Before 6.10 it leaves other data in the queue, which does.
 */
export function freeing(draft: Draft, freed: readonly ObjectId[]): void {
  const overlooked = cyclesOverlooked(draft);
  for (const id of freed) {
    const socket = entity(draft, 'socket', id)!;
    const peer = entity(draft, 'socket', socket.peer);
    if (peer?.closedAt === null && !freed.includes(peer.id)) {
      if (overlooked.has(socket.id)) changeLinux(draft, peer.id, { peerOverlooked: true });
      if (socket.queue.some((chunk) => !carriesUnixSockets(draft, chunk))) draft.change('socket', peer.id, { sure: false });
    }
    draft.change('socket', socket.id, { queue: [] });
  }
}

const carriesUnixSockets = (world: WorldView, { transfer }: Chunk): boolean =>
  entity(world, 'transfer', transfer)?.objects.some((object) => entity(world, 'socket', object)?.family === 'AF_UNIX') === true;
