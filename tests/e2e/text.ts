/** The window's own text in specs: it comes from the catalogues, so that specs pin what is said and not how. */

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * A pattern for a text of a catalogue: `{name}` stands for any text, and a number that was given as NaN for any number,
 * which is a group of the pattern. `whole`: there is nothing before and after it.
 */
export function pattern(text: string, whole = false): RegExp {
  const found = escaped(text).replaceAll(/\\\{\w+\\\}/g, '.*').replaceAll('NaN', String.raw`([\d,.]+)`);
  return new RegExp(whole ? `^${found}$` : found);
}
