/** SVG as text: elements with escaped attributes and contents. */
import { escapeMarkup } from '../../base/markup.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Contents must already be markup. */
export function element(name: string, attributes: Attributes, ...contents: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${typeof value === 'number' ? round(value) : escapeMarkup(value)}"`))
    .join('');
  const inside = contents.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Returns a complete SVG file with title and description for screen readers. `css` goes into its style element. */
export function svgFile(
  width: number, height: number, title: string, description: string, css: string, contents: readonly string[],
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', {
    xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`, role: 'img',
    'aria-labelledby': 'title description',
  }, '\n', element('title', { id: 'title' }, escapeMarkup(title)), '\n',
  element('desc', { id: 'description' }, escapeMarkup(description)), '\n',
  css === '' ? '' : `<style>${css}</style>\n`, contents.join('\n'), '\n')}\n`;
}
