/** A trace, or a part of it, as a sequence figure: one SVG file. */
import { escapeMarkup } from '../base/markup.ts';
import { type Attributes, element, svgFile } from '../graph-layout/svg/elements.ts';
import { platformWords } from '../graph-layout/svg/figure.ts';
import { textWidth } from '../graph-layout/svg/measure.ts';
import { type FigureTheme, type Palette, PALETTES, hue, hueWash } from '../graph-layout/svg/palette.ts';
import { headMarkup } from '../graph-layout/svg/svg.ts';
import { words } from '../graph-layout/svg/text.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import { stepSentence } from '../format/sentence.ts';
import { layoutSequence } from './layout.ts';
import { GUTTER, HEADER, TEXT } from './metrics.ts';
import { Sequence } from './sequence.ts';
import type { SequenceArrow, SequenceLane, SequenceLayout, SequenceRow, SequenceSpan, Spacing } from './types.ts';

export interface SequenceFigureRequest {
  theme: FigureTheme;
  spacing: Spacing;
  /** First and last step; the whole trace when absent. */
  from?: StepNumber;
  to?: StepNumber;
  css?: string;
  /** The sequence of the whole trace, if already computed. */
  sequence?: Sequence;
}

/** A figure of more steps than this is no figure any more: one of 100,000 has 115 MB. */
const MOST_STEPS = 500;

/** Above the lanes, for title and subtitle. */
const HEAD = 56;

/** The sequence up to a step, or the end of it where it is long: `remark` then says what the figure shows, and is null else. */
export function sequenceUpTo(
  log: TraceLog, to: StepNumber, look: Pick<SequenceFigureRequest, 'theme' | 'spacing' | 'sequence'>,
): { svg: string; remark: string | null } {
  const from = Math.max(1, to - MOST_STEPS + 1);
  return { svg: sequenceFigure(log, { ...look, from, to }),
    remark: from > 1 ? `A figure holds ${MOST_STEPS} steps: it shows ${from} to ${to}.` : null };
}

export function sequenceFigure(
  log: TraceLog, { theme, spacing, from = 1, to = log.length, css = '', sequence = sequenceOf(log) }: SequenceFigureRequest,
): string {
  const first = Math.max(1, from);
  const last = Math.min(to, log.length);
  const layout = layoutSequence(sequence, log, { from: first, to: last, spacing });
  const p = PALETTES[theme];
  const { title } = log.header.scenario;
  const top = HEADER;
  const start = layout.rows[0]?.y ?? top;
  const rowsEnd = layout.rows.at(-1);
  const until = (rowsEnd ? rowsEnd.y + rowsEnd.h : top) + 16;
  // Rows of a part begin where the lanes' titles end.
  const shift = HEAD + top - start;
  const height = HEAD + top + (until - start) + 12;
  const scale = layout.perMilli === null ? '' : ' Bar length is call duration. Pauses between calls are omitted.';
  const subtitle =
    `${first === 1 && last === log.length ? `${log.length} steps` : `Steps ${first} to ${last} of ${log.length}`}. `
      + `${platformWords(log)}.${scale}`;
  const sentences = log.steps().slice(first - 1, last).map((step) => stepSentence(step, log.header.rules));
  return svgFile(layout.width, height, `${title}: sequence`, sentences.join(' '), css, [
    element('rect', { width: layout.width, height, fill: p.paper }),
    ...headMarkup({ theme, title, subtitle }, layout.width),
    element('clipPath', { id: 'part' }, element('rect', { x: 0, y: HEAD + top - 6, width: layout.width, height: until - start + 6 })),
    layout.lanes.map((lane) => headOf(p, lane)).join('\n'),
    element('g', { 'clip-path': 'url(#part)' },
      element('g', { transform: `translate(0 ${shift})` }, '\n', ...drawing(p, layout, start - 6, until))),
  ]);
}

function sequenceOf(log: TraceLog): Sequence {
  const sequence = new Sequence(log.header);
  for (const step of log.steps()) sequence.extend(step);
  return sequence;
}

function headOf(p: Palette, lane: SequenceLane): string {
  const room = lane.w - 24;
  return element('g', {},
    words(lane.title, { family: 'sans', size: 13, bold: true, x: lane.x + 22, y: HEAD + 24, fill: hue(p, lane.hue), room }),
    words(lane.ended ? `${lane.ended.how} at step ${lane.ended.step}` : lane.note,
      { family: 'sans', size: 11.5, x: lane.x + 22, y: HEAD + 40, fill: p.muted, room }));
}

function drawing(p: Palette, layout: SequenceLayout, top: number, until: number): string[] {
  return [
    ...layout.lanes.map((lane) => lifeline(p, lane, top, until)),
    ...layout.spans.map((span) => spanMarkup(p, layout, span)),
    ...layout.arrows.map((arrow) => arrowMarkup(p, arrow)),
    ...layout.rows.map((row) => rowMarkup(p, layout, row)),
  ].map((part) => `${part}\n`);
}

function lifeline(p: Palette, lane: SequenceLane, top: number, until: number): string {
  const from = Math.max(lane.y1, top);
  const to = Math.min(lane.y2, until);
  if (to <= from) return '';
  const ended = lane.ended && lane.y2 <= until
    ? element('path', { d: `M${lane.axis - 6} ${lane.y2 - 6}l12 12m0 -12l-12 12`, stroke: p.bad, 'stroke-width': 1.75 }) : '';
  return element('path', { d: `M${lane.axis} ${from}V${to}`, stroke: hue(p, lane.hue), 'stroke-opacity': 0.35 }) + ended;
}

function spanMarkup(p: Palette, layout: SequenceLayout, span: SequenceSpan): string {
  const colour = layout.lanes[span.lane]?.hue ?? 0;
  return element('rect',
    { x: span.x, y: span.y, width: span.w, height: span.h, rx: 3, fill: hueWash(p, colour), stroke: hue(p, colour), 'stroke-width': 1.25,
      'stroke-dasharray': '3 2.5' },
    element('title', {}, escapeMarkup(span.label)));
}

const WANTED = 200;
const WAITS = 36;

function rowMarkup(p: Palette, layout: SequenceLayout, row: SequenceRow): string {
  const colour = layout.lanes[row.lane]?.hue ?? 0;
  const bar: Attributes = row.tone === 'bad' ? { fill: p.paper, stroke: p.bad, 'stroke-width': 2 }
    : row.tone === 'wait' ? { fill: p.paper, stroke: hue(p, colour), 'stroke-width': 1.5 } : { fill: hue(p, colour) };
  // Words stand where there is more room: after the bar, or before it.
  const after = layout.width - row.text.x - 12;
  const before = row.bar.x - GUTTER - WAITS;
  const place = after >= Math.min(WANTED, before) ? { x: row.text.x, anchor: 'start', room: Math.min(340, after) } as const
    : { x: row.bar.x - WAITS, anchor: 'end', room: Math.min(340, before) } as const;
  const mono = { family: 'mono', size: 12, halo: p.paper } as const;
  const small = { family: 'sans', size: 11.5, halo: p.paper } as const;
  const outcome = row.outcome === '' ? '' : `${row.tone === 'good' ? '= ' : ''}${row.outcome}`;
  const outcomeWidth = Math.min(textWidth(outcome, small), place.room * 0.6);
  const gap = row.detail === '' || outcome === '' ? 0 : 6;
  const detailWidth = Math.min(textWidth(row.detail, small), place.room - outcomeWidth - gap);
  const lineWidth = detailWidth + gap + outcomeWidth;
  const startX = place.anchor === 'start' ? place.x : place.x - lineWidth;
  const tone = row.tone === 'bad' ? p.bad : row.tone === 'wait' ? p.warn : p.ink2;
  return element('g', {},
    words(String(row.n), { family: 'sans', size: 12, x: 44, y: row.y + 19, anchor: 'end', fill: p.muted, room: 40 }),
    element('rect', { x: row.bar.x, y: row.bar.y, width: row.bar.w, height: row.bar.h, rx: Math.min(2, row.bar.h / 2), ...bar }),
    words(row.title, { ...mono, x: place.x, y: row.y + TEXT.title, anchor: place.anchor, fill: p.ink, room: place.room }),
    words(row.detail, { ...small, x: startX, y: row.y + TEXT.detail, fill: p.muted, room: detailWidth + 0.5 }),
    words(outcome, { ...small, x: startX + detailWidth + gap, y: row.y + TEXT.detail, fill: tone, room: outcomeWidth + 0.5 }));
}

function arrowMarkup(p: Palette, arrow: SequenceArrow): string {
  const { x1, y1, x2, y2, x3, state, kind, to } = arrow;
  const waits = y1 !== y2 || x2 !== x3;
  const d = waits ? `M${x1} ${y1}H${x2}V${y2}${x3 === x2 ? '' : `H${x3 - 5}`}` : `M${x1} ${y1}H${x2 - Math.sign(x2 - x1) * 5}`;
  // What waits arrives from the left of its lane; what does not, from the lane it left.
  const from = waits ? 1 : Math.sign(x2 - x1) || 1;
  const colour = kind === 'cancellation' ? p.bad : hue(p, arrow.hue);
  return element('g', {}, element('title', {}, escapeMarkup(arrow.label)),
    element('path', { d, fill: 'none', stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dashesOf(arrow) }),
    to !== null && state === 'arrived' ? element('path', { d: `M${x3 - from * 5} ${y2}l${-from * 6} -4v8z`, fill: colour }) : '',
    state === 'lost' ? element('path', { d: `M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10`, stroke: p.bad, 'stroke-width': 1.75 }) : '');
}

function dashesOf({ kind, state }: SequenceArrow): string | undefined {
  if (state === 'waiting') return '5 3';
  if (kind === 'data' || kind === 'connection') return '2 2.5';
  if (kind === 'notification') return '1.5 3';
  return kind === 'cancellation' ? '4 3' : undefined;
}
