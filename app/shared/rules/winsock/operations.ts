/**
 * How overlapped operations go on and end. They belong to the underlying socket: closing one of several
 * descriptors leaves them alone, the last close ends them (S33). Where the socket is tied to a completion
 * port, every end is a packet there, whichever descriptor started it (S49).
 */
import { findCall } from '../../calls/catalogue.ts';
import type { Draft } from '../../domain/draft.ts';
import type { OperationEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import { type WorldView, allOf, entity, pendingOn } from '../../domain/world.ts';
import { hangUp } from '../common/close.ts';
import { consume, take } from '../common/data.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { numberArg } from '../lookup.ts';
import type { RuleContext } from '../types.ts';
import { on } from '../switches.ts';

export function operationArg(world: WorldView, c: RuleContext): OperationEntity | undefined {
  const number = numberArg(c, 'operation');
  return number === null ? undefined : allOf(world, 'operation').find((o) => o.process === c.process.id && o.number === number);
}

export const pendingOperations = (world: WorldView, socket: SocketId): OperationEntity[] =>
  allOf(world, 'operation').filter((o) => o.object === socket && o.state === 'pending').sort((a, b) => a.step - b.step);

/** The completion port association of a socket, for life (S49). */
export const associationOf = (world: WorldView, socket: SocketId): RegistrationEntity | undefined =>
  [...world.living('registration')].find((r) => r.socket === socket && r.api === 'CreateIoCompletionPort');

/** Lets operations that wait for this socket take what has come, first come, first served; `happened` records what a far end sees of it. */
export function progress(draft: Draft, socketId: SocketId, happened: PlatformSemantics['happened']): void {
  for (const operation of pendingOperations(draft, socketId)) {
    const socket = entity(draft, 'socket', socketId)!;
    const call = findCall('winsock', operation.call);
    if (call?.accepts) acceptInto(draft, operation, socket, happened);
    else if (call?.receives) receiveInto(draft, operation, socket);
  }
}

function receiveInto(draft: Draft, operation: OperationEntity, socket: SocketEntity): void {
  if (socket.queue.length > 0 && pendingOn(draft, socket.id).length > 0) {
    // Who is served first, an operation or a call that waits beside it, no page says.
    draft.change('socket', socket.id, { sure: false });
  } else if (socket.queue.length > 0) {
    const { data } = take(socket, operation.length);
    consume(draft, socket, data);
    finish(draft, operation, data);
  } else if (socket.reset) fail(draft, operation, 'WSAECONNRESET');
  else if (socket.peerEnded) finish(draft, operation, '');
}

/** The connection that waits becomes the given socket, whose handle exists already. */
function acceptInto(draft: Draft, operation: OperationEntity, listener: SocketEntity, happened: PlatformSemantics['happened']): void {
  const [first, ...rest] = listener.backlog;
  const far = entity(draft, 'socket', first ?? null);
  const own = entity(draft, 'socket', operation.acceptSocket);
  if (!far || !own) return;
  draft.change('socket', listener.id, { backlog: rest });
  draft.change('socket', own.id, {
    state: 'established', local: far.local, remote: far.remote, peer: far.peer, queue: far.queue, peerEnded: far.peerEnded, reset: far.reset,
    // It has the listener's properties only after SO_UPDATE_ACCEPT_CONTEXT (S45).
    options: { ...own.options, SO_UPDATE_ACCEPT_CONTEXT: 0 },
  });
  if (far.peer) draft.change('socket', far.peer, { peer: own.id });
  // Given a socket with a connection, against its page, Wine gives that one up.
  if (own.peer !== null) hangUp(draft, { happened }, own);
  draft.remove(far.id);
  finish(draft, operation, '');
}

export function finish(draft: Draft, operation: OperationEntity, data: string): void {
  draft.change('operation', operation.id, { state: 'done', data });
  tell(draft, operation);
}

export function fail(draft: Draft, operation: OperationEntity, error: string): void {
  draft.change('operation', operation.id, { state: 'failed', error });
  tell(draft, operation);
}

function tell(draft: Draft, operation: OperationEntity): void {
  const event = entity(draft, 'event', operation.event);
  if (event && !event.set) draft.change('event', event.id, { set: true });
  const association = associationOf(draft, operation.object);
  const port = entity(draft, 'port', association?.target ?? null);
  if (port) draft.change('port', port.id, { packets: [...port.packets, { key: association?.key ?? 0, operation: operation.id }] });
}

/** S33: the underlying socket closed with its last descriptor. */
export function abortAll(draft: Draft, socket: SocketId): void {
  for (const operation of on('S33') ? pendingOperations(draft, socket) : []) fail(draft, operation, 'WSA_OPERATION_ABORTED');
}
