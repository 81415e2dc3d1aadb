/** Text in a figure: shortened to fit, set to its measured width, with arrows drawn. */
import { escapeMarkup } from '../../base/markup.ts';
import { visible } from '../../base/visible.ts';
import { type Attributes, element } from './elements.ts';
import { type Face, clipText, textWidth } from './measure.ts';
import { own } from '../../base/own.ts';

/** With fallbacks that most systems have. */
const FAMILIES = {
  sans: "'Inter Variable', Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
  mono: "'JetBrains Mono Variable', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
};

const ARROWS: Readonly<Record<string, string>> = {
  '→': 'M1 6h10M8 3l3 3-3 3',
  '⇄': 'M2 4h9M8.5 1.5 11 4 8.5 6.5M10 8.5H1M3.5 6 1 8.5 3.5 11',
};

export interface Words extends Face {
  x: number;
  y: number;
  fill: string;
  /** Available width in pixels. */
  room: number;
  anchor?: 'start' | 'end' | 'middle';
  strike?: boolean;
  /** Highlight behind text changed by a step. */
  wash?: string | false | null;
  /** Background color, drawn around text over lines. */
  halo?: string;
}

/** One line of text; "" for no text. */
export function words(text: string, options: Words): string {
  const { x, y, size, fill, room, anchor = 'start', strike, wash, halo } = options;
  const shown = clipText(visible(text), options, room);
  if (shown === '') return '';
  const width = textWidth(shown, options);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const parts: string[] = [];
  if (wash) parts.push(element('rect', { x: left - 3, y: y - size, width: width + 6, height: size * 1.36, rx: 2, fill: wash }));
  let at = left;
  for (const part of shown.split(/([→⇄])/)) {
    if (part === '') continue;
    const wide = textWidth(part, options);
    const arrow = own(ARROWS, part);
    if (arrow !== undefined) {
      const scale = size / 12;
      parts.push(element('path',
        { d: arrow, transform: `translate(${tenth(at)} ${tenth(y - size * 0.86)}) scale(${tenth(scale * 100) / 100})`, fill: 'none',
          stroke: fill, 'stroke-width': 1.1 }));
    } else {
      // Leading and trailing spaces would be dropped, which stretches the text.
      const lead = part.length - part.trimStart().length;
      const bare = part.trim();
      if (bare !== '')
        parts.push(element('text',
          { ...typeOf(options), x: at + textWidth(' '.repeat(lead), options), y, fill,
            ...(halo === undefined ? {} : { stroke: halo, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }),
            textLength: textWidth(bare, options), lengthAdjust: 'spacingAndGlyphs' }, escapeMarkup(bare)));
    }
    at += wide;
  }
  if (strike)
    parts.push(element('path', { d: `M${tenth(left)} ${tenth(y - size * 0.32)}H${tenth(left + width)}`, stroke: fill, 'stroke-width': 1 }));
  return parts.join('');
}

function typeOf({ family, size, bold }: Face): Attributes {
  return { 'font-family': FAMILIES[family], 'font-size': size, 'font-weight': bold ? 600 : undefined };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
