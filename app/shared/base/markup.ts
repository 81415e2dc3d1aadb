/** Text in HTML and SVG files. */
import { visible } from './visible.ts';

/** For an element's content or an attribute in double quotes: visible, and no markup. What XML cannot hold at all is left out. */
export function escapeMarkup(text: string): string {
  return visible(text).replace(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
