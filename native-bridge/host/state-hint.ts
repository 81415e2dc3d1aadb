import { findCall } from '../../app/shared/calls/catalogue.ts';
import { processId } from '../../app/shared/domain/ids.ts';
import { allOf, descriptorOf, entity, pendingOn, type WorldView } from '../../app/shared/domain/world.ts';
import type { PerformRequest } from '../../app/shared/provider/provider.ts';
import type { SocketStateHint } from '../channel/protocol.ts';

/** The participant in the bridge's process. */
export const MAIN = 'main';

const NO_HINT: SocketStateHint = { nonblocking: false, contested: false, accompanied: false };

/** Winsock reports neither the blocking mode (S27) nor waiters, so `main` uses the world of the last probe. */
export function stateHint(
  world: WorldView | null, process: string, { call, args }: Pick<PerformRequest, 'call' | 'args'>,
): SocketStateHint {
  const number = args['s'];
  if (process !== MAIN || typeof number !== 'number' || !world) return NO_HINT;
  const socket = entity(world, 'socket', descriptorOf(world, processId(MAIN), number)?.object ?? null);
  if (!socket) return NO_HINT;
  const waiting = [...allOf(world, 'operation').filter((o) => o.object === socket.id && o.state === 'pending'),
    ...pendingOn(world, socket.id)];
  return {
    nonblocking: socket.nonblocking,
    // A read leaves the room to send in alone, and the other way round.
    contested: waiting.some((w) => findCall(call.platform, w.call)?.waits === call.waits),
    accompanied: waiting.some((w) => w.process === processId(MAIN)),
  };
}
