/**
 * The memory of a picture: who appeared when, and which row everything took. It is fed every step once, in
 * order, and then knows the whole trace; so an earlier world is drawn with the places that later ones need,
 * and nothing moves while the user seeks.
 */
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Entity, EntityOf, RegistrationEntity, Rules, SocketEntity, TransferEntity } from '../domain/entities.ts';
import type { ObjectId, ProcessId, SocketId, StepNumber } from '../domain/ids.ts';
import { processId } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import { SlotColumn } from './column.ts';
import { type PlanReserve, reserveForPlan } from './plan-reserve.ts';
import { Slots } from './slots.ts';

export class LayoutMemory {
  readonly rules: Rules;
  /** Participants and outside processes, each in order of appearance. */
  readonly processes: ProcessId[] = [];
  readonly peers: ProcessId[] = [];
  /** Underlying sockets that are drawn. */
  readonly column = new SlotColumn();
  /** Sockets that an outside process holds; they are not ours to draw. */
  readonly #outside = new Map<SocketId, ProcessId>();
  readonly #outsideProcesses = new Set<ProcessId>();
  /** By outside process: the sockets that it ever held. */
  readonly #theirs = new Map<ProcessId, SocketId[]>();
  /** For each outside process, the socket it was first connected to. */
  readonly #linked = new Map<ProcessId, SocketId>();
  /** Outside processes that have been seen, linked or not: they do not move any more. */
  readonly #settled = new Set<ProcessId>();
  readonly #rows = new Map<string, Slots>();
  readonly #registrations = new Map<SocketId, Slots>();
  readonly #ported = new Set<SocketId>();
  readonly #willRegister = new Set<SocketId>();
  readonly #willPort = new Set<SocketId>();
  readonly #willCarry = new Set<string>();
  readonly #plan: PlanReserve;

  constructor(header: TraceHeader) {
    this.rules = header.rules;
    this.#plan = reserveForPlan(header.scenario);
    for (const { name, role } of header.scenario.processes) this.#process(processId(name), role === 'outside');
    this.#take(header.start, 0);
  }

  /** Those of a trace as far as it is there, or as some of its steps. */
  static of(log: TraceLog, steps: readonly Step[] = log.steps()): LayoutMemory {
    const places = new LayoutMemory(log.header);
    for (const step of steps) places.extend(step);
    return places;
  }

  /** Takes in one more step of the trace. */
  extend(step: Step): void {
    this.#take(step.diff, step.n);
    this.#readPlan(step);
  }

  /** The outside process that holds this socket, if one does. */
  outsideHolder(socket: ObjectId): ProcessId | undefined {
    return isSocket(socket) ? this.#outside.get(socket) : undefined;
  }

  /** Sockets that an outside process ever held, in order. */
  outsideSockets(process: ProcessId): readonly SocketId[] {
    return this.#theirs.get(process) ?? [];
  }

  linkedSocket(peer: ProcessId): SocketId | undefined {
    return this.#linked.get(peer);
  }

  /** The row of a chip in its process, or in its carrier's node. */
  rowIn(node: string, id: string): number {
    return this.#rows.get(node)?.of(id) ?? 0;
  }

  rowsOf(node: string): number {
    const planned = node.startsWith('process:') ? this.#plan.rows.get(node.slice('process:'.length)) ?? 0 : Number(this.#willCarry.has(node));
    return Math.max(planned, this.#rows.get(node)?.size ?? 0);
  }

  registrationRow(socket: SocketId, id: string): number {
    return this.#registrations.get(socket)?.of(id) ?? 0;
  }

  /** Whether this socket was or will be tied to a completion port: it has a row of its own, beside the event registration. */
  hasPort(socket: SocketId): boolean {
    return this.#ported.has(socket) || this.#willPort.has(socket);
  }

  /** Rows that the registrations of a socket ever need; 0 when it never has one. */
  registrationRows(socket: SocketId): number {
    const known = this.#registrations.get(socket)?.size ?? 0;
    return known === 0 && this.#willRegister.has(socket) ? 1 : known;
  }

  #take(diff: WorldDiff, n: StepNumber): void {
    for (const id in diff.removed) this.#gone(diff.removed[id]!);
    for (const id in diff.updated) {
      const [before, after] = diff.updated[id]!;
      if (before.kind === 'transfer' && after.kind === 'transfer') this.#transferChanged(before, after);
      else if (before.kind === 'operation' && after.kind === 'operation' && before.state === 'pending' && after.state !== 'pending') this.#rows.get(after.process)?.free(after.id);
      else if (before.kind === 'socket' && after.kind === 'socket' && before.closedAt === null && after.closedAt !== null) this.column.closed(after.id);
      else if (after.kind === 'registration' && after.state === 'cancelled') this.#registrations.get(after.socket)?.free(after.id);
    }
    const added = Object.values(diff.added);
    for (const e of added) if (e.kind === 'process') this.#process(e.id, e.role === 'outside');
    for (const e of added) if (e.kind === 'descriptor') this.#held(e);
    for (const e of added) this.#appeared(e, n);
    for (const e of [...added, ...Object.values(diff.updated).map(([, after]) => after)]) if (e.kind === 'socket') this.#link(e);
    for (const e of added) if (e.kind === 'descriptor' && this.#outsideProcesses.has(e.process)) this.#settled.add(e.process);
  }

  #process(id: ProcessId, outside: boolean): void {
    const list = outside ? this.peers : this.processes;
    if (outside) this.#outsideProcesses.add(id);
    if (!list.includes(id)) list.push(id);
  }

  #held(descriptor: DescriptorEntity): void {
    if (this.#outsideProcesses.has(descriptor.process) && isSocket(descriptor.object)) {
      this.#outside.set(descriptor.object, descriptor.process);
      this.column.left(descriptor.object);
      const theirs = this.#theirs.get(descriptor.process) ?? [];
      this.#theirs.set(descriptor.process, theirs);
      theirs.push(descriptor.object);
    }
  }

  #appeared(e: Entity, n: StepNumber): void {
    if (e.kind === 'socket') this.#socket(e, n);
    else if (isChip(e)) this.#slots(e.process).take(e.id);
    else if (e.kind === 'transfer' && e.state === 'in-flight') this.#slots(nodeOfTransfer(e)).take(e.id);
    else if (e.kind === 'registration') this.#register(e);
  }

  #socket({ id, closedAt }: SocketEntity, n: StepNumber): void {
    if (this.#outside.has(id)) return;
    this.column.appeared(id, n);
    if (closedAt !== null) this.column.closed(id);
  }

  #register(e: RegistrationEntity): void {
    if (e.api === 'CreateIoCompletionPort') {
      this.#ported.add(e.socket);
      return;
    }
    const slots = this.#registrations.get(e.socket) ?? new Slots();
    this.#registrations.set(e.socket, slots);
    slots.take(e.id);
    if (e.state === 'cancelled') slots.free(e.id);
  }

  #gone(e: Entity): void {
    if (isChip(e)) this.#rows.get(e.process)?.free(e.id);
    else if (e.kind === 'socket') this.column.gone(e.id);
    else if (e.kind === 'transfer') this.#rows.get(nodeOfTransfer(e))?.free(e.id);
    else if (e.kind === 'registration') this.#registrations.get(e.socket)?.free(e.id);
  }

  #transferChanged(before: TransferEntity, after: TransferEntity): void {
    if (before.state === 'in-flight' && after.state !== 'in-flight') this.#rows.get(nodeOfTransfer(before))?.free(before.id);
  }

  /** Notes which socket an outside process first talked to: its place is beside that one, for good. */
  #link(socket: SocketEntity): void {
    if (socket.peer === null) return;
    const [theirs, ours] = this.#outside.has(socket.id) ? [socket.id, socket.peer] : [socket.peer, socket.id];
    const holder = this.#outside.get(theirs);
    if (holder === undefined || this.#linked.has(holder) || this.#settled.has(holder) || this.#outside.has(ours)) return;
    this.#linked.set(holder, ours);
  }

  /** A descriptor bound to a name of the plan tells which socket the plan's registrations and messages will be on. */
  #readPlan(step: Step): void {
    if (step.action.kind !== 'call') return;
    const { as } = step.action;
    const registers = as.some((name) => this.#plan.registered.has(name));
    const ports = as.some((name) => this.#plan.ported.has(name));
    const carries = as.some((name) => this.#plan.carriers.has(name));
    for (const e of Object.values(step.diff.added)) {
      if (e.kind !== 'descriptor' || !isSocket(e.object)) continue;
      if (registers) this.#willRegister.add(e.object);
      if (ports) this.#willPort.add(e.object);
      if (carries) this.#willCarry.add(e.object);
    }
  }

  #slots(node: string): Slots {
    const slots = this.#rows.get(node) ?? new Slots();
    this.#rows.set(node, slots);
    return slots;
  }
}

/** Where a transfer in flight waits: in the target's handle table (S7), or in the carrier's queue (P5). */
export function nodeOfTransfer(transfer: TransferEntity): string {
  return transfer.carrier ?? transfer.target ?? transfer.from;
}

/** What stands in a row of its process; an overlapped operation while it is pending. */
function isChip(e: Entity): e is EntityOf<'descriptor' | 'event' | 'pending' | 'window' | 'port' | 'operation'> {
  return e.kind === 'descriptor' || e.kind === 'event' || e.kind === 'pending' || e.kind === 'window' || e.kind === 'port' || (e.kind === 'operation' && e.state === 'pending');
}

function isSocket(id: ObjectId): id is SocketId {
  return id.startsWith('socket:');
}
