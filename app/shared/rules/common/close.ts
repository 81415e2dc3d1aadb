/** Closing a descriptor, and with the last reference the underlying socket (S31, P16). */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, SocketEntity } from '../../domain/entities.ts';
import type { ObjectId, ProcessId, StepNumber } from '../../domain/ids.ts';
import { allOf, descriptorsFor, entity } from '../../domain/world.ts';
import { unreachable } from './reach.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { descriptorArg } from '../lookup.ts';
import { type CallRule, predictError, predictOk } from '../types.ts';
import { type Notifying, endStream } from './data.ts';

export const closeRule: CallRule = {
  predict(world, c) {
    const { notADescriptor, ids } = c.semantics;
    return descriptorArg(world, c) ? predictOk({}, ids.close) : predictError(notADescriptor, ids.descriptor);
  },
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    closeDescriptor(draft, c.semantics, descriptor, c.step);
  },
};

export function closeDescriptor(draft: Draft, d: PlatformSemantics, descriptor: DescriptorEntity, step: StepNumber): void {
  draft.remove(descriptor.id);
  d.descriptorGone(draft, descriptor.id, step);
  released(draft, d, descriptor.object, step);
}

/** After a reference was dropped: closes objects without holders. */
export function released(draft: Draft, d: PlatformSemantics, object: ObjectId, step: StepNumber): void {
  const references = descriptorsFor(draft, object).length + d.clauses.transfersHold(draft, object);
  if (d.clauses.othersKeepOpen(references) || d.heldByCalls(draft, object)) return;
  const socket = entity(draft, 'socket', object);
  if (socket) closeSocket(draft, d, socket, step);
  else if (entity(draft, 'pidfd', object)) draft.change('pidfd', object, { closedAt: step });
  else if (entity(draft, 'epoll', object)) {
    draft.change('epoll', object, { closedAt: step });
    for (const r of draft.living('registration')) {
      if (r.target === object && r.state === 'current') draft.change('registration', r.id, { state: 'cancelled', cancelledBy: step });
    }
  }
}

/** `waiting`: it was not accepted and no longer can be. */
function closeSocket(draft: Draft, d: PlatformSemantics, socket: SocketEntity, step: StepNumber, waiting = false): void {
  if (socket.closedAt !== null) return;
  d.closed(draft, socket.id, step);
  draft.change('socket', socket.id, { state: 'closed', closedAt: step, backlog: [], queue: [] });
  for (const o of d.lostInQueue(draft, socket.id, step)) released(draft, d, o, step);
  for (const id of socket.backlog) {
    const s = entity(draft, 'socket', id);
    if (s) closeSocket(draft, d, s, step, true);
  }
  if (d.freesRings(socket)) freeRings(draft, d, step);
  if (socket.type !== 'SOCK_DGRAM') hangUp(draft, d, socket, waiting);
}

/** Ends the connection of a closed socket as the peer sees it; `waiting`: it was not accepted. */
export function hangUp(draft: Draft, d: Notifying, socket: SocketEntity, waiting = false): void {
  if (d.clauses.waitingConnectionIsReset(waiting) || closesHard(d, socket)) {
    const peer = entity(draft, 'socket', socket.peer);
    if (peer && peer.closedAt === null) {
      draft.change('socket', peer.id, { reset: true });
      d.happened(draft, peer.id, 'close');
    }
  } else endStream(draft, d, socket, true);
}

/** The kernel looks for cycles when any unix socket of the machine closes, so it can happen earlier than this (P9). */
function freeRings(draft: Draft, d: PlatformSemantics, step: StepNumber): void {
  const freed = unreachable(draft);
  if (freed.length > 0) d.freeing(draft, freed);
  for (const object of freed) {
    const socket = entity(draft, 'socket', object);
    if (socket) closeSocket(draft, d, socket, step);
  }
}

/** Linger zero (S32, P18; not for unix sockets) or unread bytes: the peer gets a reset instead of an end of stream. */
function closesHard({ clauses }: Notifying, socket: SocketEntity): boolean {
  return socket.state === 'established' && (clauses.lingerZeroResets(socket) || clauses.unreadDataResets(socket));
}

/** Releases everything that an ended process held, like the system. */
export function processEnded(
  draft: Draft, d: PlatformSemantics, process: ProcessId, state: 'exited' | 'killed' | 'crashed', step: StepNumber,
): void {
  draft.change('process', process, { state, endedAt: step });
  for (const e of draft.values())
    if ((e.kind === 'event' || e.kind === 'window' || e.kind === 'port' || e.kind === 'operation') && e.process === process)
      draft.remove(e.id);
  const freed = new Set<ObjectId>();
  for (const p of allOf(draft, 'pending')) {
    if (p.process !== process) continue;
    draft.remove(p.id);
    // P27: the call can have been the last holder.
    if (p.object) freed.add(p.object);
  }
  for (const e of allOf(draft, 'descriptor')) {
    if (!d.clauses.endReleasesDescriptors(e, process)) continue;
    draft.remove(e.id);
    d.descriptorGone(draft, e.id, step);
    freed.add(e.object);
  }
  for (const o of d.lostWith(draft, process, step)) freed.add(o);
  for (const o of freed) released(draft, d, o, step);
}

