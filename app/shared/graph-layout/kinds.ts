/** Kinds of things by their ids and entities. */
import type { Entity, EntityOf } from '../domain/entities.ts';
import type { ObjectId, ProcessId, SocketId } from '../domain/ids.ts';

/** Entities with a row in their process; an overlapped operation while it is pending. */
export function isChip(e: Entity): e is EntityOf<'descriptor' | 'event' | 'pending' | 'window' | 'port' | 'operation'> {
  return e.kind === 'descriptor' || e.kind === 'event' || e.kind === 'pending' || e.kind === 'window' || e.kind === 'port'
    || (e.kind === 'operation' && e.state === 'pending');
}

export function isProcess(node: string): node is ProcessId {
  return node.startsWith('process:');
}

export function isSocket(id: ObjectId): id is SocketId {
  return id.startsWith('socket:');
}
