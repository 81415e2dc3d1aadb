/** A picture as one SVG file. */
import { TOP } from '../metrics.ts';
import type { GraphScene } from '../types.ts';
import { element, svgFile } from './elements.ts';
import { lineMarkup } from './lines.ts';
import { type FigureMark, nodeMarkup } from './nodes.ts';
import { type FigureTheme, PALETTES } from './palette.ts';
import { words } from './text.ts';

export type { FigureMark } from './nodes.ts';
export type { FigureTheme } from './palette.ts';

export interface FigureOptions {
  theme: FigureTheme;
  /** The title, also shown above the figure. */
  title: string;
  /** A line under the title: step and platform. */
  subtitle: string;
  /** Description in sentences, for screen readers. */
  description: string;
  marks?: ReadonlyMap<string, FigureMark>;
  /** Rules for its style element: the typefaces, for a file that embeds them. */
  css?: string;
}

/** Above the picture, for title and subtitle. */
const HEAD = 52;
/** Minimum width, so that title and subtitle fit. */
const LEAST_WIDTH = 480;

export function pictureSvg(picture: GraphScene, options: FigureOptions): string {
  const p = PALETTES[options.theme];
  const width = Math.max(LEAST_WIDTH, picture.width);
  const height = picture.height + HEAD;
  const parts = [
    element('rect', { width, height, fill: p.paper }),
    ...headMarkup(options, width),
    element('g', { transform: `translate(0 ${HEAD})` }, '\n',
      picture.columns.map((column) => words(column.title,
        { family: 'sans', size: 11.5, x: column.x, y: TOP - 16, fill: p.muted, room: column.w })).join('\n'), '\n',
      picture.nodes.map((node) => nodeMarkup(p, node, options.marks ?? new Map())).join('\n'), '\n',
      // Drawn over the boxes, because a notification starts inside its socket.
      picture.edges.map((edge) => lineMarkup(p, edge)).join('\n'), '\n'),
  ];
  return svgFile(width, height, options.title, options.description, options.css ?? '', parts);
}

/** Title and subtitle at the top of a figure. */
export function headMarkup({ theme, title, subtitle }: Pick<FigureOptions, 'theme' | 'title' | 'subtitle'>, width: number): string[] {
  const p = PALETTES[theme];
  return [
    words(title, { family: 'sans', size: 15, bold: true, x: 24, y: 30, fill: p.ink, room: width - 48 }),
    words(subtitle, { family: 'sans', size: 12, x: 24, y: 48, fill: p.muted, room: width - 48 }),
  ];
}
