/** Linux: whether an object held only by messages in flight is still reachable (P5, P9). */
import type { ObjectId } from '../../domain/ids.ts';
import { type WorldView, descriptorsFor, liveSockets, pendingOn, transfersInFlight } from '../../domain/world.ts';

/**
 * A message holds its descriptors as long as a process can receive it. A unix socket in its own queue, or
 * in a cycle of queues, is unreachable: the kernel finds such cycles and frees them (unix(7), P9).
 */
function isReachable(world: WorldView, object: ObjectId, asked = new Set<ObjectId>()): boolean {
  if (asked.has(object)) return false;
  asked.add(object);
  if (descriptorsFor(world, object).length > 0 || pendingOn(world, object).length > 0) return true;
  const carried = transfersInFlight(world, object).some((t) => t.carrier === null || isReachable(world, t.carrier, asked));
  // A connection queued at a listener is reachable by accepting it.
  return carried || liveSockets(world).some((s) => s.backlog.some((id) => id === object) && isReachable(world, s.id, asked));
}

/** Open sockets held only by messages that no process can receive. */
export function unreachable(world: WorldView): ObjectId[] {
  const flying = new Set(transfersInFlight(world).flatMap((t) => t.objects));
  if (flying.size === 0) return [];
  return liveSockets(world).filter((s) => flying.has(s.id) && !isReachable(world, s.id)).map((s) => s.id);
}
