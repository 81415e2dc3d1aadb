import { processId } from '../../app/shared/domain/ids.ts';
import { allOf, descriptorOf, entity, pendingOn, type WorldView } from '../../app/shared/domain/world.ts';
import type { PerformRequest } from '../../app/shared/provider/provider.ts';
import type { SocketStateHint } from '../channel/protocol.ts';

/** The participant in the bridge's process. */
export const MAIN = 'main';

const NO_HINT: SocketStateHint = { nonblocking: false, waiting: 'nowhere' };

/** Winsock reports neither the blocking mode (S27) nor waiters, so `main` uses the world of the last probe. */
export function stateHint(world: WorldView | null, process: string, { args }: Pick<PerformRequest, 'args'>): SocketStateHint {
  const number = args['s'];
  if (process !== MAIN || typeof number !== 'number' || !world) return NO_HINT;
  const socket = entity(world, 'socket', descriptorOf(world, processId(MAIN), number)?.object ?? null);
  if (!socket) return NO_HINT;
  const waiting = [...allOf(world, 'operation').filter((o) => o.object === socket.id && o.state === 'pending'),
    ...pendingOn(world, socket.id)];
  const here = waiting.some((w) => w.process === processId(MAIN));
  return { nonblocking: socket.nonblocking, waiting: here ? 'here' : waiting.length > 0 ? 'elsewhere' : 'nowhere' };
}
