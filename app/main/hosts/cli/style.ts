/** Colours, on a terminal only, and never where NO_COLOR is set; they underline what the words say already. */

const CODES = { bad: '31', warn: '33', good: '32', faint: '2', strong: '1' } as const;

const wanted = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

export function paint(style: keyof typeof CODES, text: string): string {
  return wanted ? `\u001B[${CODES[style]}m${text}\u001B[0m` : text;
}
