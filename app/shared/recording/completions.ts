/**
 * Overlapped operations of real programs. A packet that a program takes shows how its operation ended; a program that uses an
 * OVERLAPPED again is done with the operation that had it, and then the world is, too.
 */
import type { Draft } from '../domain/draft.ts';
import type { OperationEntity, PortEntity, SocketEntity } from '../domain/entities.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import { acceptedInstead, giveAccepted } from './accepts.ts';
import type { Decoded, Packet } from './decode/form.ts';
import type { Prepared } from './prepare.ts';
import type { State } from './state.ts';

const operationAt = (view: WorldView, process: string, number: number): OperationEntity | undefined => [...view.under(process, number)][0];

/** Packets, and the operation whose result a program gets without one. */
const shownBy = ({ packets, call, args, outcome }: Decoded): readonly Packet[] => packets
  ?? (call === 'WSAGetOverlappedResult' && outcome?.kind === 'ok' && typeof args['operation'] === 'number'
    ? [{ operation: args['operation'], key: 0, bytes: outcome.results.number ?? 0, failed: false }] : []);

/** Operations of the call's packets that have not completed in this world. */
function early(view: WorldView, { task, decoded }: Prepared): OperationEntity[] {
  return shownBy(decoded).flatMap(({ operation }) => operationAt(view, task.table.id, operation) ?? [])
    .filter((operation) => operation.state === 'pending' && !acceptedInstead(view, operation));
}

export function fromPending(view: WorldView, prepared: Prepared): { predicted: string; observed: string } | null {
  const [first] = prepared.decoded.packets ? early(view, prepared) : [];
  return first ? { predicted: `${first.call} of step ${first.step} is pending`, observed: 'its completion' } : null;
}

/** Whether programs that are not part of the recording can have completed the operations of the call's packets. */
export function completedOutside(view: WorldView, prepared: Prepared): boolean {
  const sockets = early(view, prepared).map(({ object }) => entity(view, 'socket', object));
  return sockets.length > 0 && sockets.every((s) => !s?.sure || s.state === 'listening' || s.peer === null);
}

/** A result shows that an operation has ended which is pending in the world. */
export function endShown(draft: Draft, prepared: Prepared): void {
  for (const packet of prepared.decoded.packets ? [] : shownBy(prepared.decoded)) {
    const operation = operationAt(draft, prepared.task.table.id, packet.operation);
    if (operation?.state === 'pending') complete(draft, operation, packet);
  }
}

/** The packets leave their port, and their operations are over. */
export function takePackets(draft: Draft, { task, args, decoded }: Prepared): void {
  const process = task.table.id;
  const port = allOf(draft, 'port').find((one) => one.process === process && one.number === args['port']);
  for (const packet of decoded.packets ?? []) {
    const operation = packet.operation === 0 ? undefined : operationAt(draft, process, packet.operation);
    if (operation) complete(draft, operation, packet);
    else if (port) takePosted(draft, port.id, packet);
  }
  // A record has room for some of them: the others are the next ones.
  const seen = decoded.packets?.length ?? 0;
  const taken = decoded.outcome?.kind === 'ok' && decoded.call === 'GetQueuedCompletionStatusEx' ? decoded.outcome.results.number ?? 0 : 0;
  for (const { operation } of entity(draft, 'port', port?.id ?? null)?.packets.slice(0, Math.max(0, taken - seen)) ?? []) {
    const next = entity(draft, 'operation', operation);
    if (next) forget(draft, next);
  }
}

/** A posted packet has no operation in the world. */
function takePosted(draft: Draft, id: PortEntity['id'], { key, bytes }: Packet): void {
  const { packets } = entity(draft, 'port', id)!;
  const at = packets.findIndex((one) => one.operation === null && one.key === Math.max(0, key | 0) && (one.bytes ?? 0) === bytes);
  if (at !== -1) draft.change('port', id, { packets: packets.filter((_, i) => i !== at) });
}

function complete(draft: Draft, operation: OperationEntity, { bytes, failed }: Packet): void {
  const socket = entity(draft, 'socket', operation.object);
  const accepted = entity(draft, 'socket', operation.acceptSocket);
  const instead = operation.state === 'pending' && !failed ? acceptedInstead(draft, operation) : undefined;
  const asKnown = operation.state === 'done' ? !failed && (operation.data.length === bytes || operation.length === 0)
    : operation.state === 'failed' && failed;
  if (instead) giveAccepted(draft, operation, instead);
  else if (operation.state === 'pending' && !failed && accepted && socket) establishOutside(draft, accepted, socket);
  else if (!asKnown && socket) draft.change('socket', socket.id, { sure: false });
  forget(draft, operation);
}

/** A connection of a client that the recording does not contain. */
function establishOutside(draft: Draft, accepted: SocketEntity, listener: SocketEntity): void {
  draft.change('socket', accepted.id, { state: 'established', local: listener.local, sure: false });
}

function forget(draft: Draft, { id }: OperationEntity): void {
  for (const port of allOf(draft, 'port')) {
    if (port.packets.some(({ operation }) => operation === id))
      draft.change('port', port.id, { packets: port.packets.filter(({ operation }) => operation !== id) });
  }
  draft.remove(id);
}

const startedBy = ({ ruleOutcome }: Prepared): { number: number; started: boolean } | null => {
  const { operation, started } = ruleOutcome?.kind === 'ok' ? ruleOutcome.results : {};
  return operation === undefined || operation === null || started === undefined ? null : { number: operation, started };
};

/** Before a call that starts an operation: the one that had its OVERLAPPED is over. */
export function forgetReused(draft: Draft, prepared: Prepared): void {
  const started = startedBy(prepared);
  const before = started && operationAt(draft, prepared.task.table.id, started.number);
  if (!before) return;
  // Its completion was not seen.
  if (before.state === 'pending') draft.change('socket', before.object, { sure: false });
  forget(draft, before);
}

/** After it: an operation that is done already has no packet if the program chose so. */
export function forgetDone(state: State, draft: Draft, prepared: Prepared): void {
  const started = startedBy(prepared);
  const made = started && !started.started ? operationAt(draft, prepared.task.table.id, started.number) : undefined;
  if (made?.state === 'done' && state.withoutPackets.has(made.object)) forget(draft, made);
}

/** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS */
const SKIP_ON_SUCCESS = 1;

/** SetFileCompletionNotificationModes, which is no call of the catalogue. */
export function learnModes(state: State, { task: { table }, raw }: Pick<Prepared, 'task' | 'raw'>): void {
  const [handle, flags] = raw.args;
  if (raw.name !== 'SetFileCompletionNotificationModes' || raw.result?.kind !== 'value') return;
  if (handle?.kind !== 'number' || flags?.kind !== 'number' || (flags.value & SKIP_ON_SUCCESS) === 0) return;
  const object = state.descriptor(state.world, table, handle.value)?.object;
  if (object !== undefined) state.withoutPackets.add(object);
}
