/** Arrows as they begin and end. Those that wait are given a line beside the lane that takes them. */
import type { StepNumber } from '../../domain/ids.ts';
import { WAITING } from '../metrics.ts';
import { type Stretch, Stretches } from '../stretches.ts';
import type { ArrowKind, SequenceArrow } from '../types.ts';

export interface Arrow extends Stretch {
  kind: ArrowKind;
  fromLane: number;
  toLane: number;
  /** Which line beside the lane, from 0; only of those that end at another step. */
  line: number;
  state: SequenceArrow['state'];
  label: string;
}

export class Arrows {
  readonly stretches = new Stretches<Arrow>();
  /** For each lane and line, the last step at which it is in use; Infinity while something waits there. */
  readonly #lines = new Map<number, StepNumber[]>();

  /** One that begins and ends with the same step. */
  across(id: string, kind: ArrowKind, step: StepNumber, fromLane: number, toLane: number, label: string): void {
    this.stretches.add({ id, kind, from: step, to: step, fromLane, toLane, line: 0, state: 'arrived', label });
  }

  begin(id: string, kind: ArrowKind, from: StepNumber, fromLane: number, toLane: number, label: string): void {
    this.stretches.open({ id, kind, from, to: null, fromLane, toLane, line: this.#take(toLane, from, Infinity), state: 'waiting', label });
  }

  end(id: string, to: StepNumber, toLane: number, state: SequenceArrow['state'], label?: string): void {
    const arrow = this.stretches.opened(id);
    if (!arrow) return;
    this.#free(arrow.toLane, arrow.line, to);
    if (toLane !== arrow.toLane) {
      arrow.toLane = toLane;
      arrow.line = this.#take(toLane, arrow.from, to);
    }
    arrow.state = state;
    if (label !== undefined) arrow.label = label;
    this.stretches.close(id, to);
  }

  /** An arrow that is known only at its end: bytes, whose receiver is not known when they are sent. */
  past(id: string, kind: ArrowKind, from: StepNumber, to: StepNumber, fromLane: number, toLane: number, label: string): void {
    const line = from === to ? 0 : this.#take(toLane, from, to);
    this.stretches.add({ id, kind, from, to, fromLane, toLane, line, state: 'arrived', label });
  }

  #take(lane: number, from: StepNumber, to: StepNumber): number {
    const lines = this.#lines.get(lane) ?? Array.from({ length: WAITING.most }, () => 0);
    this.#lines.set(lane, lines);
    const free = lines.findIndex((until) => until <= from);
    const line = free < 0 ? WAITING.most - 1 : free;
    lines[line] = Math.max(lines[line]!, to);
    return line;
  }

  #free(lane: number, line: number, at: StepNumber): void {
    const lines = this.#lines.get(lane);
    if (lines) lines[line] = at;
  }
}
