/** Who is told of what happens on a socket, and where nobody can say what. */
import type { SocketEntity } from './entities.ts';
import { type WorldView, entity } from './world.ts';

/** Sockets whose current registrations tell an event object or a window. */
export function socketsNotifying(world: WorldView, target: string): SocketEntity[] {
  return [...world.living('registration')].filter((r) => r.target === target && r.state === 'current').map((r) => entity(world, 'socket', r.socket)).filter((s) => s !== undefined);
}

export const isFullyShutDown = (socket: SocketEntity): boolean => socket.sendShutdown && socket.receiveShutdown;

/** Over in both directions, and something is left to be read. */
const overUnread = (socket: SocketEntity): boolean => socket.sendShutdown && socket.peerEnded && socket.queue.length > 0;

/** No page says what a socket tells that was shut down in both directions, nor whether the end of one that is over waits until all is read. */
export const hasUncertainNotifications = (socket: SocketEntity): boolean => !socket.sure || isFullyShutDown(socket) || overUnread(socket);
