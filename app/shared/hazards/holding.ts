/** The other holders of a socket, which most hazards depend on. */
import type { DescriptorEntity, Provenance } from '../domain/entities.ts';
import type { ObjectId, ProcessId, SocketId } from '../domain/ids.ts';
import { type WorldView, allOf, descriptorsFor, entity, pendingOn } from '../domain/world.ts';

/** Ways in which a process gets a socket that another one made. */
export const ADOPTED: ReadonlySet<Provenance> = new Set(['imported', 'inherited', 'received', 'fetched']);

/** Descriptors of participants; a plain program at the other end shares nothing. */
export function participantsAt(world: WorldView, object: ObjectId): DescriptorEntity[] {
  return descriptorsFor(world, object).filter((d) => entity(world, 'process', d.process)?.role === 'participant');
}

/** Processes that hold the object, each once, in order of their first descriptor. */
export function processesAt(world: WorldView, object: ObjectId): ProcessId[] {
  return [...new Set(participantsAt(world, object).map((d) => d.process))];
}

export function othersAt(world: WorldView, object: ObjectId, process: ProcessId): ProcessId[] {
  return processesAt(world, object).filter((p) => p !== process);
}

export function isOpen(world: WorldView, object: string | undefined): boolean {
  const found = object === undefined ? undefined : world.get(object);
  return (found?.kind === 'socket' || found?.kind === 'epoll') && found.closedAt === null;
}

export function holds(world: WorldView, object: ObjectId, process: ProcessId): boolean {
  return descriptorsFor(world, object).some((d) => d.process === process);
}

/** Whether a holder waits for a call on the socket to return, or has registered for its events. */
export function isAwaited(world: WorldView, socket: SocketId): boolean {
  return pendingOn(world, socket).length > 0
    || allOf(world, 'registration').some((r) => r.socket === socket && r.state === 'current' && holds(world, socket, r.process));
}
