/** A trace on one axis. It receives every step once, in order; what a pixel shows is then found by search at any zoom. */
import type { Entity } from '../domain/entities.ts';
import { type ProcessId, type StepNumber, splitParticipant } from '../domain/ids.ts';
import { isIntervention } from '../trace/intervention.ts';
import type { Action, Step, TraceHeader } from '../trace/step.ts';
import { Column } from './column.ts';
import { SocketRows } from './sockets.ts';
import { Times } from './times.ts';

/** `hold`: the inspector held the call, and changed it. */
export const MARKS = ['hazard', 'divergence', 'cancellation', 'hold'] as const;
export type AxisMark = (typeof MARKS)[number];

/** A transfer from the step that exported it to the one that ended it. */
export interface Flow {
  from: StepNumber;
  /** Null while it is in flight. */
  to: StepNumber | null;
  sender: ProcessId;
  /** The process it is for or that received it; null while nothing says so. */
  receiver: ProcessId | null;
}

export class Axis {
  /** The steps of each participant ("server", "server/accept"), in order of appearance. */
  readonly lanes = new Map<string, Column>();
  readonly sockets = new SocketRows();
  readonly times = new Times();
  readonly marks: Readonly<Record<AxisMark, Column>> = {
    hazard: new Column(), divergence: new Column(), cancellation: new Column(), hold: new Column(),
  };
  readonly flows: Flow[] = [];
  /** The steps of the exports, beside `flows`. */
  readonly exports = new Column();
  readonly #inFlight = new Map<string, Flow>();

  constructor(header: Pick<TraceHeader, 'start'>) {
    this.sockets.add(0, header.start);
  }

  get length(): number {
    return this.times.length;
  }

  extend(step: Step): void {
    const { n, diff } = step;
    const actor = actorOf(step.action);
    let lane = this.lanes.get(actor);
    if (!lane) this.lanes.set(actor, lane = new Column());
    lane.push(n);
    this.times.push(step.at);
    this.sockets.add(n, diff);
    for (const id in diff.added) this.#exported(n, diff.added[id]!);
    for (const id in diff.updated) this.#changed(step, diff.updated[id]![1]);
    if (step.hazards.some(({ state }) => state === 'found')) this.marks.hazard.push(n);
    if (step.divergences.some((d) => d.knownDifference === null)) this.marks.divergence.push(n);
    if (cancels(diff.updated)) this.marks.cancellation.push(n);
    if (isIntervention(step.note)) this.marks.hold.push(n);
  }

  #exported(n: StepNumber, added: Entity): void {
    if (added.kind !== 'transfer') return;
    const { id, from, target } = added;
    const flow: Flow = { from: n, to: null, sender: from, receiver: target };
    this.#inFlight.set(id, flow);
    this.flows.push(flow);
    this.exports.push(n);
  }

  #changed({ n, action }: Step, after: Entity): void {
    if (after.kind !== 'transfer' || after.state === 'in-flight') return;
    const { id, target } = after;
    const flow = this.#inFlight.get(id);
    if (!flow) return;
    flow.to = n;
    flow.receiver = target ?? flow.receiver ?? `process:${splitParticipant(actorOf(action)).process}`;
    this.#inFlight.delete(id);
  }
}

/** The acting process with its thread; for a message, the sender. */
export function actorOf(action: Action): string {
  if (action.kind === 'message') return action.from;
  return 'participant' in action ? action.participant : action.process;
}

/** Whether a change cancels a registration. */
export function cancels(updated: Readonly<Record<string, readonly [Entity, Entity]>>): boolean {
  for (const id in updated) {
    const [before, after] = updated[id]!;
    if (before.kind === 'registration' && before.state === 'current' && after.kind === 'registration' && after.state === 'cancelled')
      return true;
  }
  return false;
}
