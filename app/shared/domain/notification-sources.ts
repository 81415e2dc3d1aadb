/** Targets notified of events on a socket, and sockets whose notifications are unknown. */
import type { SocketEntity } from './entities.ts';
import { type WorldView, entity } from './world.ts';

/** Sockets whose current registrations notify an event object or a window. */
export function socketsNotifying(world: WorldView, target: string): SocketEntity[] {
  return [...world.living('registration')].filter((r) => r.target === target && r.state === 'current')
    .map((r) => entity(world, 'socket', r.socket)).filter((s) => s !== undefined);
}

export const isFullyShutDown = (socket: SocketEntity): boolean => socket.sendShutdown && socket.receiveShutdown;

/**
 * No page specifies the events of a socket shut down in both directions to which data comes, nor how much space a socket needs to
 * report it. The end of its peer is reported to the former as to any other (S46).
 */
export const hasUncertainNotifications = (socket: SocketEntity): boolean =>
  !socket.sure || (isFullyShutDown(socket) && (socket.queue.length > 0 || socket.reset)) || Boolean(socket.refusedSends);
