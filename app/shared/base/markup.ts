/** Text in HTML and SVG files. */
import { visible } from './visible.ts';

/** Escapes text for an element or a double-quoted attribute. Characters that XML cannot represent are removed. */
export function escapeMarkup(text: string): string {
  return visible(text).replace(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
