/** Places one window of a sequence. */
import type { StepNumber } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import type { Step } from '../trace/step.ts';
import { actionWords, callOf } from '../format/action.ts';
import { outcomeWords } from '../format/outcome.ts';
import { durationText, plural } from '../format/values.ts';
import type { Columns, Lane } from './lanes.ts';
import { BAR, BOTTOM, GUTTER, LANE, RIGHT, ROW, SPAN, TEXT, WAITING } from './metrics.ts';
import type { Sequence } from './sequence.ts';
import type { Arrow } from './track/arrows.ts';
import type { Span } from './track/tracker.ts';
import type { SequenceArrow, SequenceLane, SequenceLayout, SequenceRow, SequenceSpan, Spacing } from './types.ts';

export interface LayoutOptions {
  /** First and last step of the window; what lies outside of the trace is left out. */
  from: StepNumber;
  to: StepNumber;
  spacing: Spacing;
  laneWidth?: number;
  /** Lanes for the processes of a recording that never had a socket, too. */
  all?: boolean;
  /** Largest number of arrows in a window; more would be unreadable. */
  mostArrows?: number;
}

const MOST_ARROWS = 400;

/** `log` is the trace that `sequence` has been fed. */
export function layoutSequence(sequence: Sequence, log: TraceLog, options: LayoutOptions): SequenceLayout {
  const { spacing } = options;
  const laneWidth = options.laneWidth ?? LANE.usual;
  const first = Math.max(1, options.from);
  const last = Math.min(options.to, sequence.length);
  const columns = sequence.lanes.columns(options.all ?? false);
  const place = new Placing(sequence, spacing, laneWidth, columns);
  const rows: SequenceRow[] = [];
  for (let n = first; n <= last; n++) {
    const step = log.step(n);
    if (step) rows.push(place.row(step));
  }
  const touching = last < first ? [] : sequence.tracker.arrows.stretches.touching(first, last);
  const most = options.mostArrows ?? MOST_ARROWS;
  return {
    lanes: [...columns.shown.map((lane, i) => place.lane(lane, i)), ...columns.folded.length > 0 ? [place.foldedLane()] : []], rows,
    // The newest ones: what has waited since long before says least about this window.
    arrows: touching.slice(-most).map((arrow) => place.arrow(arrow)),
    arrowsLeftOut: Math.max(0, touching.length - most),
    spans: last < first ? [] : sequence.tracker.spans.touching(first, last).map((span) => place.span(span)),
    width: GUTTER + columns.count * laneWidth + RIGHT, height: sequence.height(spacing),
    spacing, perMilli: spacing === 'real' ? sequence.rows.scale * 1000 : null,
  };
}

class Placing {
  readonly #sequence: Sequence;
  readonly #spacing: Spacing;
  readonly #laneWidth: number;

  readonly #columns: Columns;

  constructor(sequence: Sequence, spacing: Spacing, laneWidth: number, columns: Columns) {
    this.#columns = columns;
    this.#sequence = sequence;
    this.#spacing = spacing;
    this.#laneWidth = laneWidth;
  }

  lane(lane: Lane, i: number): SequenceLane {
    const born = lane.born === Infinity ? null : lane.born;
    const end = this.#sequence.height(this.#spacing) - BOTTOM / 2;
    const y1 = lane.born === null ? this.#sequence.rows.top(1, this.#spacing) - 8 : born === null ? end : this.#arrowY(born);
    return {
      id: lane.id, process: lane.process, thread: lane.thread, hue: lane.hue,
      title: lane.thread ?? lane.name, note: noteOf(lane), x: this.#x(i), w: this.#laneWidth, axis: this.#axis(i),
      y1, y2: lane.ended ? this.#sequence.rows.top(lane.ended.step + 1, this.#spacing) : end, born, ended: lane.ended, folded: 0,
    };
  }

  /** The lane that the processes without sockets share. */
  foldedLane(): SequenceLane {
    const { shown: { length: i }, folded } = this.#columns;
    const title = `${plural(folded.length, 'lane')} without sockets`;
    return { id: title, process: folded[0]!.process, thread: null, hue: 0, title, note: '', x: this.#x(i), w: this.#laneWidth,
      axis: this.#axis(i), y1: this.#sequence.rows.top(1, this.#spacing) - 8, y2: this.#sequence.height(this.#spacing) - BOTTOM / 2,
      born: null, ended: null, folded: folded.length };
  }

  row(step: Step): SequenceRow {
    const { tracker, rows, rules } = this.#sequence;
    const lane = this.#columns.of[tracker.laneOf(step.action)]!;
    const y = rows.top(step.n, this.#spacing);
    const h = rows.height(step.n, this.#spacing);
    const words = actionWords(step.action, rules);
    const outcome = outcomeWords(step.outcome, rules, callOf(step.action));
    const axis = this.#axis(lane);
    const textX = axis + BAR.w / 2 + TEXT.gap;
    return {
      n: step.n, lane, y, h,
      bar: { x: axis - BAR.w / 2, y: y + BAR.top, w: BAR.w, h: this.#barHeight(step.n) },
      text: { x: textX, y, w: this.#x(lane) + this.#laneWidth - textX - TEXT.gap },
      title: lane < this.#columns.shown.length ? words.title : `${words.shown} ${words.title}`, detail: words.args,
      outcome: outcome.text, tone: outcome.tone,
      took: step.action.kind === 'call' ? durationText(step.micros) : '', at: step.at,
      met: step.verdict?.met ?? null,
      hazards: step.hazards.filter((hazard) => hazard.state === 'found').length,
      divergences: step.divergences.filter((d) => d.knownDifference === null).length,
    };
  }

  arrow(arrow: Arrow): SequenceArrow {
    const { id, kind, from, to, state, label } = arrow;
    const [fromLane, toLane] = [this.#columns.of[arrow.fromLane]!, this.#columns.of[arrow.toLane]!];
    const x1 = this.#axis(fromLane);
    const x3 = this.#axis(toLane);
    const waits = to !== from;
    const x2 = waits ? x3 - WAITING.first - arrow.line * WAITING.pitch : x3;
    const y1 = this.#arrowY(from);
    const y2 = !waits ? y1 : to === null ? this.#sequence.height(this.#spacing) - BOTTOM : this.#takenY(to);
    return { id, kind, from, to, fromLane, toLane, x1, y1, x2, y2, x3: to === null ? x2 : x3, state,
      hue: this.#sequence.lanes.all[arrow.fromLane]?.hue ?? 0, label };
  }

  span(span: Span): SequenceSpan {
    const { id, kind, from, to, label } = span;
    const lane = this.#columns.of[span.lane]!;
    const y = this.#sequence.rows.top(from, this.#spacing) + BAR.top;
    const end = to === null ? this.#sequence.height(this.#spacing) - BOTTOM : this.#middle(to);
    return { id, kind, from, to, lane, x: this.#axis(lane) - SPAN.w / 2 + span.beside * SPAN.pitch, y, w: SPAN.w,
      h: Math.max(BAR.least, end - y), label };
  }

  #barHeight(n: StepNumber): number {
    if (this.#spacing === 'even') return ROW.even - 2 * BAR.top;
    return Math.max(BAR.least, Math.round(this.#sequence.rows.duration(n)));
  }

  #x(lane: number): number {
    return GUTTER + lane * this.#laneWidth;
  }

  #axis(lane: number): number {
    return this.#x(lane) + LANE.axis;
  }

  /** Where an arrow leaves the row of a step: below its words. */
  #arrowY(n: StepNumber): number {
    return this.#sequence.rows.top(n, this.#spacing) + ROW.arrow;
  }

  /** Where one arrives that has waited: at the beginning of the call that takes it. */
  #takenY(n: StepNumber): number {
    return this.#sequence.rows.top(n, this.#spacing) + BAR.top + 6;
  }

  #middle(n: StepNumber): number {
    return this.#sequence.rows.top(n, this.#spacing) + ROW.least / 2;
  }
}

function noteOf(lane: Lane): string {
  if (lane.outside) return 'outside';
  if (lane.thread !== null) return `in ${lane.name}`;
  return lane.pid === null ? '' : `pid ${lane.pid}`;
}
