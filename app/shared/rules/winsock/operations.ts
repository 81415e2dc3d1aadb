/**
 * Progress and end of overlapped operations. They belong to the underlying socket: closing one of several
 * descriptors does not affect them, the last close aborts them (S33). If the socket is associated with a completion
 * port, every completion is a packet there, whichever descriptor started the operation (S49).
 */
import { findCall } from '../../calls/catalogue.ts';
import type { Draft } from '../../domain/draft.ts';
import type { OperationEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import { type WorldView, allOf, entity, pendingOn } from '../../domain/world.ts';
import { hangUp } from '../common/close.ts';
import { consume, take } from '../common/data.ts';
import { numberArg } from '../lookup.ts';
import type { WinsockContext, WinsockSemantics } from './clauses.ts';

export function operationArg(world: WorldView, c: WinsockContext): OperationEntity | undefined {
  const number = numberArg(c, 'operation');
  return number === null ? undefined : allOf(world, 'operation').find((o) => o.process === c.process.id && o.number === number);
}

export const pendingOperations = (world: WorldView, socket: SocketId): OperationEntity[] =>
  allOf(world, 'operation').filter((o) => o.object === socket && o.state === 'pending').sort((a, b) => a.step - b.step);

/** The completion port association of a socket, for life (S49). */
export const associationOf = (world: WorldView, socket: SocketId): RegistrationEntity | undefined =>
  [...world.living('registration')].find((r) => r.socket === socket && r.api === 'CreateIoCompletionPort');

/** Lets pending operations of this socket take arrived data in order. */
export function progress(draft: Draft, d: WinsockSemantics, socketId: SocketId): void {
  for (const operation of pendingOperations(draft, socketId)) {
    const socket = entity(draft, 'socket', socketId)!;
    const call = findCall('winsock', operation.call);
    if (call?.accepts) acceptInto(draft, d, operation, socket);
    else if (call?.receives) receiveInto(draft, d, operation, socket);
  }
}

function receiveInto(draft: Draft, d: WinsockSemantics, operation: OperationEntity, socket: SocketEntity): void {
  if (socket.queue.length > 0 && pendingOn(draft, socket.id).length > 0) {
    // No page says whether an operation or a blocked call is served first.
    draft.change('socket', socket.id, { sure: false });
  } else if (d.clauses.operationTakesData(socket)) {
    const { data } = take(socket, operation.length);
    consume(draft, d, socket, data);
    finish(draft, d, operation, data);
  } else if (socket.reset) fail(draft, d, operation, 'WSAECONNRESET');
  else if (d.clauses.endCompletesReceive(socket)) finish(draft, d, operation, '');
}

/** The queued connection becomes the given socket, whose handle already exists. */
function acceptInto(draft: Draft, d: WinsockSemantics, operation: OperationEntity, listener: SocketEntity): void {
  if (!d.clauses.operationTakesConnection(listener)) return;
  const [first, ...rest] = listener.backlog;
  const far = entity(draft, 'socket', first ?? null);
  const own = entity(draft, 'socket', operation.acceptSocket);
  if (!far || !own) return;
  draft.change('socket', listener.id, { backlog: rest });
  draft.change('socket', own.id, {
    state: 'established', local: far.local, remote: far.remote, peer: far.peer, queue: far.queue, peerEnded: far.peerEnded,
    reset: far.reset,
    // It has the listener's properties only after SO_UPDATE_ACCEPT_CONTEXT (S45).
    options: { ...own.options, SO_UPDATE_ACCEPT_CONTEXT: 0 },
  });
  if (far.peer) draft.change('socket', far.peer, { peer: own.id });
  // If the socket is connected, which the page forbids, Wine drops that connection.
  if (own.peer !== null) hangUp(draft, d, own);
  draft.remove(far.id);
  finish(draft, d, operation, '');
}

export function finish(draft: Draft, d: WinsockSemantics, operation: OperationEntity, data: string): void {
  draft.change('operation', operation.id, { state: 'done', data });
  tell(draft, d, operation);
}

export function fail(draft: Draft, d: WinsockSemantics, operation: OperationEntity, error: string): void {
  draft.change('operation', operation.id, { state: 'failed', error });
  tell(draft, d, operation);
}

function tell(draft: Draft, { clauses }: WinsockSemantics, operation: OperationEntity): void {
  const event = entity(draft, 'event', operation.event);
  if (event) clauses.completionSetsTheEvent(draft, event);
  const association = associationOf(draft, operation.object);
  const port = entity(draft, 'port', association?.target ?? null);
  if (port) clauses.completionGoesToThePort(draft, port, association?.key ?? 0, operation.id);
}

/** S33: the underlying socket closed with its last descriptor. */
export function abortAll(draft: Draft, d: WinsockSemantics, socket: SocketId): void {
  for (const operation of pendingOperations(draft, socket))
    if (d.clauses.lastCloseAborts(operation)) fail(draft, d, operation, 'WSA_OPERATION_ABORTED');
  for (const operation of allOf(draft, 'operation'))
    if (d.clauses.acceptingCloseAborts(operation, socket)) fail(draft, d, operation, 'WSA_OPERATION_ABORTED');
}
