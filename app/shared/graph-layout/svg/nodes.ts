/** Boxes of the picture: processes with their chips, underlying sockets with their registrations, peers. */
import { CHIP, SOCKET } from '../metrics.ts';
import type { PeerNode, GraphChip, GraphNode, ProcessNode, RegistrationRow, SocketNode, SocketPart } from '../types.ts';
import type { Tone } from '../../domain/labels.ts';
import { element } from './elements.ts';
import { type Face, textWidth } from './measure.ts';
import { type Palette, hue, hueWash } from './palette.ts';
import { words } from './text.ts';

const SANS: Face = { family: 'sans', size: 11.5 };
const MONO: Face = { family: 'mono', size: 12 };
const TITLE: Face = { family: 'sans', size: 13.5, bold: true };

/** A badge: "hazard" or "diverged". */
export type FigureMark = 'hazard' | 'diverged';

export function nodeMarkup(p: Palette, node: GraphNode, marks: ReadonlyMap<string, FigureMark>): string {
  const badge = badgeMarkup(p, marks.get(node.id), node.w, 0);
  const inside = node.kind === 'process' ? processMarkup(p, node, marks)
    : node.kind === 'socket' ? socketMarkup(p, node, marks) : peerMarkup(p, node);
  return element('g', { transform: `translate(${node.x} ${node.y})` }, ...inside, badge);
}

function toneColour(p: Palette, tone: Tone): string {
  switch (tone) {
    case 'good': return p.good;
    case 'warn': return p.warn;
    case 'bad': return p.bad;
    default: return p.muted;
  }
}

function processMarkup(p: Palette, node: ProcessNode, marks: ReadonlyMap<string, FigureMark>): string[] {
  const colour = hue(p, node.hue);
  const ended = node.ended !== null;
  const right = node.ended ?? (node.pid === null ? 'no pid' : `pid ${node.pid}`);
  const rightFace: Face = ended ? SANS : { ...MONO, size: 11.5 };
  const rightWidth = Math.min(120, textWidth(right, rightFace));
  return [
    element('rect',
      { width: node.w, height: node.h, rx: 8, fill: ended ? 'none' : hueWash(p, node.hue), stroke: colour, 'stroke-width': 1.25,
        'stroke-dasharray': ended ? '4 3' : undefined }),
    words(node.name, { ...TITLE, x: 13, y: 24, fill: colour, room: node.w - 26 - rightWidth - 8, wash: node.changed && p.wash }),
    words(right, { ...rightFace, x: node.w - 13, y: 24, anchor: 'end', fill: ended ? p.bad : p.ink2, room: rightWidth + 1 }),
    ...node.chips.map((chip) => chipMarkup(p, chip, colour, marks)),
    node.chips.length === 0 ? words('no descriptors', { ...SANS, x: 13, y: 56, fill: p.ink2, room: CHIP.w }) : '',
  ];
}

function chipMarkup(p: Palette, chip: GraphChip, colour: string, marks: ReadonlyMap<string, FigureMark>): string {
  const deaf = chip.kind === 'event' && chip.dashed;
  const room = chip.w - 16;
  const label = Math.min(textWidth(chip.label, MONO), room - 40);
  const middle = chip.y + chip.h / 2 + 4;
  return element('g', {},
    element('rect', {
      x: chip.x, y: chip.y, width: chip.w, height: chip.h, rx: 5, stroke: deaf ? p.faint : colour, 'stroke-width': 1.25,
      'stroke-dasharray': chip.dashed ? '4 3' : undefined,
      fill: chip.changed ? p.wash : chip.dashed ? 'none' : p.paper,
    }),
    words(chip.label, { ...MONO, x: chip.x + 8, y: middle, fill: deaf ? p.ink2 : p.ink, room: label + 0.5 }),
    words(chip.note,
      { ...SANS, size: 11.25, x: chip.x + chip.w - 8, y: middle, anchor: 'end', fill: toneColour(p, chip.tone), room: room - label - 6 }),
    badgeMarkup(p, marks.get(chip.id), chip.x + chip.w, chip.y));
}

function socketMarkup(p: Palette, node: SocketNode, marks: ReadonlyMap<string, FigureMark>): string[] {
  const closed = node.closedAt !== null;
  const washed = (part: SocketPart) => node.changed.includes(part) && p.wash;
  const state = `${node.stateWords}${node.sure ? '' : ', unconfirmed'}`;
  const stateFace: Face = { family: 'sans', size: 12 };
  const stateWidth = textWidth(state, stateFace);
  const left = 16;
  const right = node.w - 16;
  const room = right - left;
  const titleWidth = textWidth(node.title, TITLE);
  const aside = node.option ?? node.signal ?? '';
  const asideFace: Face = node.option === null ? SANS : { ...MONO, size: 11.5 };
  const asideWidth = aside === '' ? 0 : Math.min(textWidth(aside, asideFace), room * 0.6) + 8;
  return [
    element('rect',
      { width: node.w, height: node.h, rx: 10, fill: closed ? 'none' : p.card, stroke: closed ? p.faint : p.ink,
        'stroke-width': closed ? 1.25 : 1.5, 'stroke-dasharray': closed ? '4 3' : undefined }),
    words(node.title, { ...TITLE, x: left, y: 26, fill: closed ? p.muted : p.ink, room: room - stateWidth - 8, wash: washed('appeared') }),
    node.nonblocking
      ? words('non-blocking',
        { ...SANS, x: left + titleWidth + 8, y: 26, fill: p.muted, room: room - stateWidth - titleWidth - 16, wash: washed('blocking') })
        : '',
    words(state,
      { ...stateFace, x: right, y: 26, anchor: 'end', fill: node.tone === 'plain' ? p.ink : toneColour(p, node.tone), room,
        wash: washed('state') }),
    words(node.address, { ...MONO, x: left, y: 47, fill: closed ? p.muted : p.ink, room: room - asideWidth, wash: washed('address') }),
    aside === '' ? ''
      : words(aside,
        { ...asideFace, x: right, y: 47, anchor: 'end', fill: p.muted, room: asideWidth, wash: node.option !== null && p.wash }),
    ...referencesMarkup(p, node, left, right, washed),
    ...node.carried.map((chip) => chipMarkup(p, chip, p.faint, marks)),
    node.carriedRows > 0 && node.carried.length === 0
      ? words('queue: nothing in flight', { ...SANS, size: 12, x: 19, y: SOCKET.body + 18, fill: p.muted, room }) : '',
    ...(node.slot ? slotMarkup(p, node, marks) : []),
  ];
}

const MOST_DOTS = 10;

function referencesMarkup(
  p: Palette, node: SocketNode, left: number, right: number, washed: (part: SocketPart) => string | false,
): string[] {
  const face: Face = { family: 'sans', size: 12 };
  const count = node.held + node.inFlight;
  const text = `${count} ${count === 1 ? 'reference' : 'references'}`;
  const filled = Math.min(node.held, MOST_DOTS);
  const dots = Math.min(count, MOST_DOTS);
  const dotsAt = left + textWidth(text, face) + 6;
  const waits = node.unread > 0 ? `to read: ${node.unread} B ${node.content}`
    : node.waiting > 0 ? `${node.waiting} to accept` : node.changed.includes('unread') ? 'nothing to read' : '';
  return [
    words(text, { ...face, x: left, y: 67, fill: p.ink2, room: right - left, wash: washed('references') }),
    ...Array.from({ length: dots }, (_, i) => (i < filled
      ? element('circle', { cx: dotsAt + i * 11 + 5, cy: 63, r: 4, fill: p.ink2 })
      : element('circle', { cx: dotsAt + i * 11 + 5, cy: 63, r: 3.6, fill: 'none', stroke: p.ink2, 'stroke-dasharray': '1.9 1.9' }))),
    words(waits, { ...face, x: right, y: 67, anchor: 'end', fill: p.ink2, room: right - dotsAt - dots * 11 - 8, wash: washed('unread') }),
  ];
}

function slotMarkup(p: Palette, node: SocketNode, marks: ReadonlyMap<string, FigureMark>): string[] {
  const { title, y, rows } = node.slot!;
  const current = rows.some((row) => row.state === 'current');
  const first = rows.length === 0 || title.startsWith('Event');
  return [
    element('path', { d: `M16 ${y}H${node.w - 16}`, stroke: p.hairline }),
    words(title.toUpperCase(), { family: 'sans', size: 11, bold: true, x: 16, y: y + 21, fill: p.muted, room: node.w - 32 }),
    !current && first ? words('none', { ...SANS, size: 12, x: 19, y: y + 49, fill: p.muted, room: 60 }) : '',
    ...rows.map((row) => rowMarkup(p, row, marks)),
  ];
}

function rowMarkup(p: Palette, row: RegistrationRow, marks: ReadonlyMap<string, FigureMark>): string {
  const cancelled = row.state === 'cancelled';
  const aside = row.stale ? 'stale' : `step ${row.step}`;
  const asideWidth = textWidth(aside, SANS);
  const room = row.w - 18 - asideWidth - 8;
  // A long registration text gets a smaller font before it is shortened.
  const size = Math.max(9.5, Math.min(MONO.size, (MONO.size * room) / textWidth(row.text, MONO)));
  return element('g', {},
    row.changed && !cancelled ? element('rect', { x: row.x, y: row.y, width: row.w, height: row.h, rx: 4, fill: p.wash }) : '',
    words(row.text, { ...MONO, size, x: row.x + 9, y: row.y + 18, fill: cancelled ? p.muted : p.ink, room: room + 0.5, strike: cancelled }),
    words(aside, { ...SANS, x: row.x + row.w - 9, y: row.y + 18, anchor: 'end', fill: row.stale ? p.warn : p.muted, room: row.w }),
    cancelled && row.h > 30 && row.cancelledBy !== null
      ? words(`cancelled by step ${row.cancelledBy}`,
        { ...SANS, x: row.x + 9, y: row.y + 34, fill: p.bad, room: row.w - 18, wash: row.changed && p.wash }) : '',
    badgeMarkup(p, marks.get(row.id), row.x + row.w, row.y));
}

function peerMarkup(p: Palette, node: PeerNode): string[] {
  return [
    element('rect',
      { width: node.w, height: node.h, rx: 8, fill: node.changed ? p.wash : p.paper, stroke: p.faint, 'stroke-width': 1.25,
        'stroke-dasharray': '4 3' }),
    words(node.name, { family: 'sans', size: 13, x: node.w / 2, y: node.h / 2 - 2, anchor: 'middle', fill: p.ink2, room: node.w - 12 }),
    words(node.ended ?? 'outside', { ...SANS, x: node.w / 2, y: node.h / 2 + 15, anchor: 'middle', fill: p.muted, room: node.w - 12 }),
  ];
}

/** On the upper right corner of its subject; the figure's description explains it. */
function badgeMarkup(p: Palette, mark: FigureMark | undefined, x: number, y: number): string {
  if (mark === undefined) return '';
  const colour = mark === 'hazard' ? p.warn : p.bad;
  const sign = mark === 'hazard' ? 'M0 -4.5L4.5 3.5H-4.5zM0 -1.6V1M0 2.3V2.5' : 'M-4 -1.6H4M-4 1.8H4M2.6 -4.6L-2.6 4.8';
  return element('g', { transform: `translate(${x - 3} ${y + 1})` },
    element('circle', { r: 9, fill: p.paper, stroke: colour, 'stroke-width': 1.25 }),
    element('path', { d: sign, fill: 'none', stroke: colour, 'stroke-width': 1.2 }));
}
