/** Holds the tasks of a recording before the calls that a user chose, and releases them on command or at their limit. */
import { type DescriptorNow, descriptorsNow, freeNumbers } from '../../../../native-bridge/linux/ptrace/descriptor-now.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import { changeSentences } from '../../../shared/recording/holds/changes.ts';
import type { Condition } from '../../../shared/recording/holds/condition.ts';
import type { Foreseen } from '../../../shared/recording/holds/foresee.ts';
import type { HeldCall } from '../../../shared/recording/holds/held-call.ts';
import { type HoldStep, Holds } from '../../../shared/recording/holds/holds.ts';
import type { RawEvent } from '../../../shared/recording/raw.ts';
import type { Recording } from '../../../shared/recording/recording.ts';
import type { Hold, HoldControl, RecordingSink, Release } from '../../../shared/recording/source.ts';
import type { Sentence } from '../../../shared/trace/sentence.ts';

export interface Held {
  /** From 1. */
  id: number;
  /** The condition or step that it meets. */
  why: string;
  call: HeldCall;
  rules: Rules;
  /** What the rules say of it in the world of then. */
  foreseen: Foreseen;
  changes: readonly Sentence[];
  /** Events before it whose order is open: that world does not contain them. */
  open: number;
  /** Milliseconds after which it is released. */
  limit: number;
}

/** Why a held call goes on: a command, its limit, the end of its task, a loss of records, or the end of the recording. */
export type ReleasedBy = 'command' | 'limit' | 'ended' | 'loss' | 'detach';

export interface DebuggingEvents {
  held(held: Held): void;
  released(held: Held, by: ReleasedBy, how: Release): void;
  /** As of a sink. */
  note(text: string): void;
}

/** Stands for the next handles of Windows, which nothing foretells. */
const UNKNOWN_HANDLE = 0xffff_0000;

function freeIn(rules: Rules, task: number): () => number {
  let next = UNKNOWN_HANDLE;
  return rules === 'winsock' ? () => next += 4 : freeNumbers(task);
}

const CONTINUE: Release = { kind: 'continue' };

export class Debugging {
  readonly #recording: Recording;
  readonly #holds: Holds;
  readonly #events: DebuggingEvents;
  readonly #held = new Map<number, { held: Held; source: number; timer: NodeJS.Timeout }>();
  readonly #limit: number;
  #control: HoldControl | null = null;
  #last = 0;
  #over = false;
  /** Set by who waits for the end of the recording. */
  onEnd: (problem: string | null) => void = () => undefined;

  /** `limit`: milliseconds for which a call is held at most. */
  constructor(recording: Recording, conditions: readonly Condition[], limit: number, events: DebuggingEvents) {
    this.#recording = recording;
    this.#holds = new Holds(conditions);
    this.#limit = limit;
    this.#events = events;
  }

  /** `control`: of the source whose sink this is. */
  begin(control: HoldControl): void {
    this.#control = control;
  }

  /** For the source, from its start. */
  get filters() {
    return this.#holds.filters;
  }

  /** The held calls, the oldest first. */
  get held(): readonly Held[] {
    return [...this.#held.values()].map(({ held }) => held);
  }

  get conditions(): readonly Condition[] {
    return this.#holds.conditions;
  }

  setConditions(conditions: readonly Condition[]): void {
    this.#holds.set(conditions);
    this.#control?.holdBefore(this.#holds.filters);
  }

  /** Releases a held call, and holds the next one of its thread or process. */
  release(id: number, how: Release, next: 'thread' | 'process' | null): void {
    const held = this.#held.get(id)?.held;
    if (held && next !== null) {
      const step: HoldStep = next === 'thread' ? { task: held.call.raw.task } : { process: held.call.pid };
      this.#holds.step(step);
      this.#control?.holdBefore(this.#holds.filters);
    }
    this.#let(id, 'command', how);
  }

  /** What the system shows now of the descriptors of a held call; nothing of handles of Windows. */
  factsOf({ call, rules }: Held): DescriptorNow[] {
    return rules === 'winsock' ? [] : descriptorsNow(call.raw.task, call.descriptors);
  }

  /** No call is held from now on, and those that are held go on: the recording ends. */
  detach(): void {
    this.#over = true;
    for (const id of this.#held.keys()) this.#let(id, 'detach', CONTINUE);
  }

  /** For the source. */
  get sink(): RecordingSink {
    return {
      events: (batch) => { this.#see(batch); },
      held: (hold) => { this.#consider(hold); },
      letGo: (hold) => { for (const [id, { source }] of this.#held) if (source === hold) this.#let(id, 'loss', CONTINUE); },
      note: (text) => { this.#events.note(text); },
      ended: (problem) => { this.#end(problem); },
    };
  }

  #see(batch: readonly RawEvent[]): void {
    this.#recording.events(batch);
    for (const event of batch) {
      if (event.kind !== 'ended' && event.kind !== 'superseded') continue;
      for (const [id, { held }] of this.#held) if (held.call.raw.task === event.task) this.#let(id, 'ended', CONTINUE);
    }
  }

  #consider(hold: Hold): void {
    const seen = this.#over ? null : this.#recording.held(hold.call, hold.about);
    const { stepping } = this.#holds;
    const { rules } = this.#recording;
    const why = seen ? this.#holds.meets(seen.call, freeIn(rules, hold.call.task)) : null;
    if (this.#holds.stepping !== stepping) this.#control?.holdBefore(this.#holds.filters);
    if (why === null || !seen) {
      this.#recording.released(hold.call);
      this.#control?.release(hold.id, CONTINUE);
      return;
    }
    const { call, open } = seen;
    const { world } = this.#recording;
    const foreseen = call.foresee(freeIn(rules, hold.call.task));
    const id = this.#last += 1;
    const held: Held = { id, why, call, foreseen, rules, open, limit: this.#limit,
      changes: changeSentences(foreseen.diff, world, foreseen.after, rules) };
    const timer = setTimeout(() => { this.#let(id, 'limit', CONTINUE); }, this.#limit);
    this.#held.set(id, { held, source: hold.id, timer });
    this.#events.held(held);
  }

  #end(problem: string | null): void {
    for (const id of this.#held.keys()) this.#let(id, 'ended', CONTINUE);
    this.onEnd(problem);
  }

  #let(id: number, by: ReleasedBy, how: Release): void {
    const one = this.#held.get(id);
    if (!one) return;
    clearTimeout(one.timer);
    this.#held.delete(id);
    this.#recording.released(one.held.call.raw);
    if (by !== 'ended' && by !== 'loss') this.#control?.release(one.source, how);
    this.#events.released(one.held, by, how);
  }
}
