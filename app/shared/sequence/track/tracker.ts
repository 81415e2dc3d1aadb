/** Derives the arrows between lanes from each step: sends, exports, connections, notifications, cancellations. */
import { findCall } from '../../calls/catalogue.ts';
import type { WorldDiff } from '../../domain/diff.ts';
import type { Entity, OperationEntity, PendingEntity, SocketEntity, TransferEntity } from '../../domain/entities.ts';
import type { ProcessId, StepNumber } from '../../domain/ids.ts';
import type { Action, Step, TraceHeader } from '../../trace/step.ts';
import type { Lanes } from '../lanes.ts';
import { SPAN } from '../metrics.ts';
import { type Stretch, Stretches } from '../stretches.ts';
import { Arrows } from './arrows.ts';
import { Flows } from './flows.ts';
import { Holders } from './holders.ts';

export interface Span extends Stretch {
  kind: 'blocked' | 'operation';
  lane: number;
  /** Place beside others of the lane at the same time, from 0. */
  beside: number;
  label: string;
}

export class Tracker {
  readonly arrows = new Arrows();
  readonly spans = new Stretches<Span>();
  readonly #lanes: Lanes;
  readonly #flows = new Flows();
  readonly #holders = new Holders();
  /** Spans open in each lane, by place. */
  readonly #beside = new Map<number, (string | null)[]>();
  #arrowsMade = 0;

  constructor(header: TraceHeader, lanes: Lanes) {
    this.#lanes = lanes;
    this.#keepHolders(header.start);
  }

  /** The lane in which a step is drawn. */
  laneOf(action: Action): number {
    switch (action.kind) {
      case 'call': case 'completion': return this.#lanes.of(action.participant);
      case 'message': return this.#lanes.of(action.from);
      case 'kill': case 'death': return this.#lanes.of(action.process);
    }
  }

  add(step: Step): void {
    const { n, action, diff } = step;
    const lane = this.laneOf(action);
    if (action.kind === 'message' && step.outcome.kind === 'ok') {
      this.arrows.across(`message-${n}`, 'message', n, lane, this.#lanes.of(action.to),
        `${action.from} sends ${action.name ?? 'a value'} to ${action.to} by ${action.carrier}`);
    }
    // What is added first: an import's descriptor must be known when its transfer ends.
    for (const id in diff.added) this.#added(diff.added[id]!, n, lane);
    for (const id in diff.updated) this.#updated(diff.updated[id]![0], diff.updated[id]![1], step, lane);
    for (const id in diff.removed) this.#removed(diff.removed[id]!, n);
    this.#keepHolders(diff);
  }

  #added(e: Entity, n: StepNumber, lane: number): void {
    if (e.kind === 'transfer' && e.state === 'in-flight') this.#exported(e, n, lane);
    else if (e.kind === 'descriptor' && e.how === 'accepted') this.#accepted(e.object, e.process, n, lane);
    else if (e.kind === 'socket') this.#flows.arrived(null, e, n, lane);
    else if (e.kind === 'pending') this.#blocked(e, n);
    else if (e.kind === 'operation' && e.state === 'pending')
      this.#span(`operation-${e.id}`, 'operation', n, this.#lanes.ofProcess(e.process), `${e.call} is under way`);
    else if (e.kind === 'process') this.#lanes.appeared(e, n);
  }

  #updated(before: Entity, after: Entity, step: Step, lane: number): void {
    const { n } = step;
    if (before.kind === 'socket' && after.kind === 'socket') this.#socketChanged(before, after, step, lane);
    else if (before.kind === 'transfer' && after.kind === 'transfer') {
      if (before.state === 'in-flight' && after.state !== 'in-flight') this.#transferEnded(after, n, lane);
    } else if (before.kind === 'registration' && after.kind === 'registration') {
      if (before.state === 'current' && after.state === 'cancelled') {
        this.#tell('cancellation', n, lane, after.process,
          `ends the registration for ${after.mask.join('|') || 'nothing'} of ${nameOf(after.process)}`);
      }
    } else if (before.kind === 'event' && after.kind === 'event') {
      if (!before.set && after.set) this.#tell('notification', n, lane, after.process, `sets an event object of ${nameOf(after.process)}`);
    } else if (before.kind === 'window' && after.kind === 'window') {
      if (after.messages.length > before.messages.length)
        this.#tell('notification', n, lane, after.process, `a message is posted to a window of ${nameOf(after.process)}`);
    } else if (before.kind === 'port' && after.kind === 'port') {
      if (after.packets.length > before.packets.length)
        this.#tell('notification', n, lane, after.process, `a packet is queued at a completion port of ${nameOf(after.process)}`);
    } else if (before.kind === 'operation' && after.kind === 'operation') this.#operationChanged(after, n, lane);
    else if (before.kind === 'process' && after.kind === 'process') {
      if (before.state === 'waiting' && after.state !== 'waiting') {
        this.arrows.across(`creation-${n}`, 'creation', n, lane, this.#lanes.ofProcess(after.id), `creates ${after.name}`);
      }
      this.#lanes.appeared(after, n);
    }
  }

  #removed(e: Entity, n: StepNumber): void {
    if (e.kind === 'pending') this.#over(`blocked-${e.id}`, n);
    else if (e.kind === 'operation') this.#over(`operation-${e.id}`, n);
    else if (e.kind === 'transfer') this.arrows.end(`transfer-${e.id}`, n, this.#lanes.ofProcess(e.target ?? e.from), 'lost');
  }

  #keepHolders({ added, removed }: WorldDiff): void {
    for (const id in removed) {
      const e = removed[id]!;
      if (e.kind === 'descriptor') this.#holders.remove(e);
    }
    for (const id in added) {
      const e = added[id]!;
      if (e.kind !== 'descriptor') continue;
      this.#holders.add(e);
      this.#lanes.holds(e.process);
    }
  }

  #exported(e: TransferEntity, n: StepNumber, lane: number): void {
    const holder = e.target ?? (e.carrier === null ? undefined : this.#holders.first(e.carrier)) ?? e.from;
    this.arrows.begin(`transfer-${e.id}`, 'transfer', n, lane, this.#lanes.ofProcess(holder), `${transferName(e)} waits to be taken`);
  }

  #transferEnded(e: TransferEntity, n: StepNumber, lane: number): void {
    const lost = e.state === 'lost';
    const to = lost ? this.#lanes.ofProcess(e.target ?? e.from) : lane;
    this.arrows.end(`transfer-${e.id}`, n, to, lost ? 'lost' : 'arrived',
      `${transferName(e)} ${lost ? 'is lost' : `is ${e.form === 'SCM_RIGHTS' ? 'received' : 'imported'}`}`);
  }

  #accepted(object: string, by: ProcessId, n: StepNumber, lane: number): void {
    const acceptor = this.#lanes.ofProcess(by);
    const id = `connection-${object}`;
    if (this.arrows.stretches.opened(id)) this.arrows.end(id, n, this.#lanes.all[lane]?.process === by ? lane : acceptor, 'arrived');
    else if (acceptor !== lane) this.arrows.across(id, 'connection', n, lane, acceptor, `${nameOf(by)} takes the connection`);
  }

  #socketChanged(before: SocketEntity, after: SocketEntity, step: Step, lane: number): void {
    const { n } = step;
    for (const id of after.backlog) {
      if (before.backlog.includes(id)) continue;
      const listener = this.#holders.first(after.id);
      this.arrows.begin(`connection-${id}`, 'connection', n, lane, listener ? this.#lanes.ofProcess(listener) : lane,
        'a connection waits to be accepted');
    }
    if (after.closedAt !== null) {
      this.#flows.drop(after.id);
      return;
    }
    this.#flows.arrived(before, after, n, lane);
    const takes = step.action.kind === 'completion' || (step.action.kind === 'call' && step.outcome.kind === 'ok');
    for (const { step: from, lane: sender, bytes, withRights } of this.#flows.taken(before, after)) {
      if (takes && !withRights && sender !== lane) this.#data(from, n, sender, lane, bytes);
    }
  }

  #operationChanged(after: OperationEntity, n: StepNumber, lane: number): void {
    if (after.state === 'pending') return;
    this.#over(`operation-${after.id}`, n);
    const mine = this.#lanes.ofProcess(after.process);
    if (findCall('winsock', after.call)?.receives && after.data !== '' && mine !== lane) this.#data(n, n, lane, mine, after.data.length);
  }

  #data(from: StepNumber, to: StepNumber, fromLane: number, toLane: number, bytes: number): void {
    this.arrows.past(`data-${this.#arrowsMade++}`, 'data', from, to, fromLane, toLane, `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`);
  }

  #tell(kind: 'notification' | 'cancellation', n: StepNumber, lane: number, process: ProcessId, label: string): void {
    if (this.#lanes.all[lane]?.process === process) return;
    this.arrows.across(`${kind}-${this.#arrowsMade++}`, kind, n, lane, this.#lanes.ofProcess(process), label);
  }

  #blocked(e: PendingEntity, n: StepNumber): void {
    const name = nameOf(e.process);
    this.#span(`blocked-${e.id}`, 'blocked', n, this.#lanes.of(e.thread === null ? name : `${name}/${e.thread}`), `${e.call} is blocked`);
  }

  #span(id: string, kind: Span['kind'], from: StepNumber, lane: number, label: string): void {
    const places = this.#beside.get(lane) ?? [];
    this.#beside.set(lane, places);
    const free = places.indexOf(null);
    const beside = free < 0 ? places.length : free;
    places[beside] = id;
    this.spans.open({ id, kind, from, to: null, lane, beside: Math.min(beside, SPAN.most - 1), label });
  }

  #over(id: string, n: StepNumber): void {
    const span = this.spans.close(id, n);
    const places = span && this.#beside.get(span.lane);
    if (places) places[places.indexOf(id)] = null;
  }
}

function nameOf(process: ProcessId): string {
  return process.slice('process:'.length);
}

function transferName(e: TransferEntity): string {
  return e.name === null ? e.form : `${e.form} $${e.name}`;
}
