/**
 * The memory of a picture: when each process appeared, and the row of each entity. It receives every step once, in
 * order, and then knows the whole trace, so an earlier world is drawn with the places that later ones need,
 * and nothing moves while the user seeks.
 */
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Entity, RegistrationEntity, Rules, SocketEntity, TransferEntity } from '../domain/entities.ts';
import { type ObjectId, type ProcessId, type SocketId, type StepNumber, processId } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import { SlotColumn } from './column.ts';
import { isChip, isProcess, isSocket } from './kinds.ts';
import { type PlanReserve, reserveForPlan } from './plan-reserve.ts';
import { Slots } from './slots.ts';

export class LayoutMemory {
  readonly rules: Rules;
  /** Participants and outside processes, each in order of appearance. */
  readonly processes: ProcessId[] = [];
  /** Processes of a recording that had nothing to draw so far, in order of appearance. */
  readonly bare = new Set<ProcessId>();
  readonly peers: ProcessId[] = [];
  /** Underlying sockets that are drawn. */
  readonly column: SlotColumn;
  /** Sockets of outside processes, which are not drawn. */
  readonly #outside = new Map<SocketId, ProcessId>();
  readonly #outsideProcesses = new Set<ProcessId>();
  /** By outside process: the sockets that it ever held. */
  readonly #theirs = new Map<ProcessId, SocketId[]>();
  /** The first connected socket of each outside process. */
  readonly #linked = new Map<ProcessId, SocketId>();
  /** Outside processes that appeared, connected or not: they keep their places. */
  readonly #settled = new Set<ProcessId>();
  readonly #rows = new Map<string, Slots>();
  readonly #registrations = new Map<SocketId, Slots>();
  readonly #ported = new Set<SocketId>();
  readonly #willRegister = new Set<SocketId>();
  readonly #willPort = new Set<SocketId>();
  readonly #willCarry = new Set<string>();
  readonly #plan: PlanReserve;
  readonly #recorded: boolean;

  /** @param former begins with its places, and changes none of them. */
  constructor(header: TraceHeader, former?: LayoutMemory) {
    this.rules = header.rules;
    this.#recorded = header.recording !== undefined;
    this.#plan = former ? former.#plan : reserveForPlan(header.scenario);
    this.column = new SlotColumn(former?.column);
    if (former) {
      this.#adopt(former);
      return;
    }
    for (const { name, role } of header.scenario.processes) this.#process(processId(name), role === 'outside');
    this.#take(header.start, 0);
  }

  /** Returns the places for a whole trace, or for its first steps. */
  static of(log: TraceLog, steps: readonly Step[] = log.steps()): LayoutMemory {
    const places = new LayoutMemory(log.header);
    for (const step of steps) places.extend(step);
    return places;
  }

  #adopt(former: LayoutMemory): void {
    this.processes.push(...former.processes);
    this.peers.push(...former.peers);
    const sets = [[this.bare, former.bare], [this.#outsideProcesses, former.#outsideProcesses], [this.#settled, former.#settled],
      [this.#ported, former.#ported], [this.#willRegister, former.#willRegister], [this.#willPort, former.#willPort],
      [this.#willCarry, former.#willCarry]] as [Set<string>, Set<string>][];
    for (const [to, from] of sets) for (const id of from) to.add(id);
    for (const [id, holder] of former.#outside) this.#outside.set(id, holder);
    for (const [id, linked] of former.#linked) this.#linked.set(id, linked);
    for (const [id, sockets] of former.#theirs) this.#theirs.set(id, [...sockets]);
    for (const [id, slots] of former.#rows) this.#rows.set(id, new Slots(slots));
    for (const [id, slots] of former.#registrations) this.#registrations.set(id, new Slots(slots));
  }

  /** Adds the next step of the trace. */
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
    const planned = node.startsWith('process:') ? this.#plan.rows.get(node.slice('process:'.length)) ?? 0
      : Number(this.#willCarry.has(node));
    return Math.max(planned, this.#rows.get(node)?.size ?? 0);
  }

  registrationRow(socket: SocketId, id: string): number {
    return this.#registrations.get(socket)?.of(id) ?? 0;
  }

  /** Whether this socket is ever associated with a completion port, which needs a row beside the event registration. */
  hasPort(socket: SocketId): boolean {
    return this.#ported.has(socket) || this.#willPort.has(socket);
  }

  /** Largest number of registration rows of a socket; 0 if it never has one. */
  registrationRows(socket: SocketId): number {
    const known = this.#registrations.get(socket)?.size ?? 0;
    return known === 0 && this.#willRegister.has(socket) ? 1 : known;
  }

  #take(diff: WorldDiff, n: StepNumber): void {
    for (const id in diff.removed) this.#gone(diff.removed[id]!);
    for (const id in diff.updated) {
      const [before, after] = diff.updated[id]!;
      if (before.kind === 'transfer' && after.kind === 'transfer') this.#transferChanged(before, after);
      else if (before.kind === 'operation' && after.kind === 'operation' && before.state === 'pending' && after.state !== 'pending')
        this.#rows.get(after.process)?.free(after.id);
      else if (before.kind === 'socket' && after.kind === 'socket' && before.closedAt === null && after.closedAt !== null)
        this.column.closed(after.id);
      else if (after.kind === 'registration' && after.state === 'cancelled') this.#registrations.get(after.socket)?.free(after.id);
    }
    const { added, updated } = diff;
    for (const id in added) {
      const e = added[id]!;
      if (e.kind === 'process') this.#process(e.id, e.role === 'outside');
    }
    for (const id in added) {
      const e = added[id]!;
      if (e.kind === 'descriptor') this.#held(e);
    }
    for (const id in added) this.#appeared(added[id]!, n);
    for (const id in added) this.#link(added[id]!);
    for (const id in updated) this.#link(updated[id]![1]);
    for (const id in added) {
      const e = added[id]!;
      if (e.kind === 'descriptor' && this.#outsideProcesses.has(e.process)) this.#settled.add(e.process);
    }
  }

  #process(id: ProcessId, outside: boolean): void {
    const list = outside ? this.peers : this.processes;
    if (outside) this.#outsideProcesses.add(id);
    if (list.includes(id)) return;
    if (this.#recorded && !outside) this.bare.add(id);
    else list.push(id);
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

  /** Records the first connected socket of an outside process, which determines its place. */
  #link(socket: Entity): void {
    if (socket.kind !== 'socket' || socket.peer === null) return;
    const [theirs, ours] = this.#outside.has(socket.id) ? [socket.id, socket.peer] : [socket.peer, socket.id];
    const holder = this.#outside.get(theirs);
    if (holder === undefined || this.#linked.has(holder) || this.#settled.has(holder) || this.#outside.has(ours)) return;
    this.#linked.set(holder, ours);
  }

  /** A descriptor bound to a name of the plan identifies the socket of planned registrations and messages. */
  #readPlan(step: Step): void {
    if (step.action.kind !== 'call' || step.action.as.length === 0) return;
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
    const known = this.#rows.get(node);
    if (known) return known;
    const slots = new Slots();
    this.#rows.set(node, slots);
    // With its first row a process of a recording has something to draw.
    if (isProcess(node) && this.bare.delete(node)) this.processes.push(node);
    return slots;
  }
}

/** The location of a transfer in flight: the target's handle table (S7) or the carrier's queue (P5). */
export function nodeOfTransfer(transfer: TransferEntity): string {
  return transfer.carrier ?? transfer.target ?? transfer.from;
}
