/** Gives moves their place in the trace: among calls that overlap, the order that the rules agree with. */
import type { Decoded } from './decode/form.ts';
import { waits } from './judge.ts';
import { type Move, makeWaiting } from './moves.ts';
import type { OpenCall, OpenCalls } from './open-calls.ts';
import type { Overlaps } from './overlaps.ts';
import { CLOSES, prepare } from './prepare.ts';
import type { RawCall, RawEvent } from './raw.ts';
import type { State } from './state.ts';
import type { Task } from './tasks.ts';
import type { StepWriter } from './writer.ts';

const OPEN_ORDER = 'Overlaps calls of other threads: their order is open.';

export class Placer {
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #open: OpenCalls;
  readonly #overlaps: Overlaps;

  constructor(state: State, writer: StepWriter, open: OpenCalls, overlaps: Overlaps) {
    this.#state = state;
    this.#writer = writer;
    this.#open = open;
    this.#overlaps = overlaps;
  }

  /** A number that a call returns was free: a close of it that has begun in another thread came before. */
  freeNumbers({ table }: Task, raw: RawCall, decoded: Decoded | null): void {
    const outcome = decoded?.outcome;
    if (outcome?.kind !== 'ok') return;
    const { descriptor, descriptors = [] } = outcome.results;
    const numbers = descriptor === undefined ? descriptors : [descriptor];
    for (const open of numbers.length === 0 ? [] : this.#open.all()) {
      const [first] = open.raw.args;
      const closes = open.raw !== raw && !open.done && CLOSES.has(open.raw.name);
      if (!closes || first?.kind !== 'number' || !numbers.includes(first.value)) continue;
      const task = this.#state.tasks.get(open.task);
      if (task?.table !== table) continue;
      const move = this.#overlaps.moveOf(open);
      open.done = true;
      table.foreign.delete(first.value);
      if (move) this.make(move, open.raw, OPEN_ORDER);
    }
  }

  /**
   * Puts a call, and before it those that overlap it and explain it.
   * @param following the next events: the source reports there that a signal has ended a process.
   */
  place(move: Move, raw: RawCall, following: readonly RawEvent[]): void {
    const cause = move.agrees(this.#state.world) ? this.#overlaps.cause(move, raw, this.#writer.next) : undefined;
    if (cause === null) {
      this.make(move, raw);
      return;
    }
    const before = cause ? [cause] : this.explained(move, raw, following);
    for (const first of before ?? []) {
      first.done();
      this.make(first.move, first.raw, OPEN_ORDER);
    }
    this.make(move, raw, before ? OPEN_ORDER : null);
  }

  /** The calls that overlap this one and explain it; null if no order of theirs does. */
  explained(move: Move, raw: RawCall, following: readonly RawEvent[]) {
    return this.#overlaps.explain(move, raw, this.#writer.next, following);
  }

  /** Makes a move, after steps for the calls that wait while it happens, and after those that agree only before it. */
  make(move: Move, raw: RawCall | null, note: string | null = null): void {
    for (const open of this.#open.all()) {
      if (open.raw === raw || open.done) continue;
      if (this.markWaiting(open)) continue;
      const earlier = open.waiting === null ? this.#overlaps.moveOf(open) : null;
      if (!earlier?.agrees(this.#state.world)) continue;
      const draft = this.#state.scratch(this.#state.world);
      move.apply(draft, this.#writer.next);
      if (earlier.agrees(draft) || this.#prevents(earlier, move)) continue;
      open.done = true;
      earlier.make(this.#writer, OPEN_ORDER);
    }
    move.make(this.#writer, note);
  }

  /** Whether the rules agree with the move only before the other one: of two calls that accept one connection, the first to end has it. */
  #prevents(other: Move, move: Move): boolean {
    const draft = this.#state.scratch(this.#state.world);
    other.apply(draft, this.#writer.next);
    return move.agrees(this.#state.world) && !move.agrees(draft);
  }

  /** A step for a call that waits, if it has none. Returns whether it waits. */
  markWaiting(open: OpenCall): boolean {
    if (open.waiting !== null) return true;
    if (this.#open.held.has(open.raw)) return false;
    const task = this.#state.tasks.get(open.task);
    const seen = task && !open.done ? prepare(this.#state, this.#state.world, task, open.as) : null;
    if (seen?.kind !== 'call') return false;
    const predicted = waits(this.#state, this.#state.world, seen.prepared, this.#writer.next);
    if (!predicted) return false;
    open.waiting = makeWaiting(this.#state, this.#writer, seen.prepared, predicted);
    return true;
  }
}
