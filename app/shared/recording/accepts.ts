/**
 * Which connection an AcceptEx got. Of several that wait on one listener, in any of its holders, the system chooses; the world takes the
 * oldest, until a packet or an address shows which one it was.
 */
import type { Draft } from '../domain/draft.ts';
import type { OperationEntity, SocketEntity } from '../domain/entities.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import { isFrom, partsOf } from './addresses.ts';
import type { Prepared } from './prepare.ts';
import type { State } from './state.ts';

/** An AcceptEx of the same listener that has a connection in this world, and whose packet was not taken. */
export const acceptedInstead = (view: WorldView, { object, acceptSocket, id }: OperationEntity): OperationEntity | undefined =>
  (acceptSocket === null ? undefined
    : allOf(view, 'operation').find((o) => o.id !== id && o.object === object && o.acceptSocket !== null && o.state === 'done'));

/** The connection of the other operation is that of this one, and the other one waits. */
export function giveAccepted(draft: Draft, operation: OperationEntity, instead: OperationEntity): void {
  exchange(draft, operation.acceptSocket!, instead.acceptSocket!);
  draft.change('operation', instead.id, { state: 'pending' });
  for (const port of allOf(draft, 'port')) {
    if (port.packets.some((packet) => packet.operation === instead.id))
      draft.change('port', port.id, { packets: port.packets.filter((packet) => packet.operation !== instead.id) });
  }
}

/** The socket that the call shows to be connected to another address than in the world, and that address. */
function shown(state: State, view: WorldView, { task, decoded, args }: Prepared): { socket: SocketEntity; address: string } | null {
  if (args['name'] !== 'SO_UPDATE_ACCEPT_CONTEXT' || decoded.address === undefined) return null;
  const socket = state.socket(view, task.table, state.numberIn(args));
  return !socket || (socket.remote !== null && isFrom(socket.remote, decoded.address)) || partsOf(decoded.address).port === 0 ? null
    : { socket, address: decoded.address };
}

/** The end of the connection from that address which has no other proof: it waits, or another AcceptEx has it. */
const fromAddress = (view: WorldView, { id, local }: SocketEntity, address: string): SocketEntity | undefined =>
  allOf(view, 'socket').find((s) => s.id !== id && s.peer !== null && s.closedAt === null && s.local === local && s.remote !== null
    && isFrom(s.remote, address));

/** The listener of an AcceptEx whose connection the call shows, and which has none in this world; null for other calls. */
export function unconnected(state: State, view: WorldView, prepared: Prepared): SocketEntity | null {
  const found = shown(state, view, prepared);
  const { value } = prepared.args;
  if (!found || found.socket.peer !== null || fromAddress(view, found.socket, found.address)) return null;
  return state.socket(view, prepared.task.table, typeof value === 'number' ? value : null) ?? null;
}

/** SO_UPDATE_ACCEPT_CONTEXT on a connection from an address whose connect has no place yet. */
export function fromElsewhere(state: State, view: WorldView, prepared: Prepared): { predicted: string; observed: string } | null {
  const found = shown(state, view, prepared);
  return found?.socket.remote == null || fromAddress(view, found.socket, found.address) ? null
    : { predicted: `a connection from ${found.socket.remote}`, observed: `one from ${found.address}` };
}

/** Gives the socket the connection from the address that the call shows. */
export function correctAccepted(state: State, draft: Draft, prepared: Prepared): void {
  const found = shown(state, draft, prepared);
  if (!found) return;
  const other = fromAddress(draft, found.socket, found.address);
  if (other) exchange(draft, found.socket.id, other.id);
  else draft.change('socket', found.socket.id, { remote: found.address, sure: false });
}

function exchange(draft: Draft, one: string, other: string): void {
  const [a, b] = [entity(draft, 'socket', one), entity(draft, 'socket', other)];
  if (!a || !b) return;
  draft.change('socket', a.id, connectionOf(b));
  draft.change('socket', b.id, connectionOf(a));
  if (a.peer) draft.change('socket', a.peer, { peer: b.id });
  if (b.peer) draft.change('socket', b.peer, { peer: a.id });
}

const connectionOf = ({ state, local, remote, peer, queue, peerEnded, reset, sure }: SocketEntity) =>
  ({ state, local, remote, peer, queue, peerEnded, reset, sure });
