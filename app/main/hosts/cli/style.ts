/** Colours for terminals alone; NO_COLOR turns them off (no-color.org). Meaning never hangs on them. */

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  warn(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const CODES = { bold: 1, dim: 2, warn: 33, good: 32, bad: 31 } as const;

const colours = (stream: { isTTY?: boolean }): boolean => stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

export function styleFor(stream: { isTTY?: boolean }): Style {
  const on = colours(stream);
  const paint = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: paint(CODES.bold), dim: paint(CODES.dim), warn: paint(CODES.warn), good: paint(CODES.good), bad: paint(CODES.bad) };
}

const standard = { bad: CODES.bad, warn: CODES.warn, good: CODES.good, faint: CODES.dim, strong: CODES.bold } as const;

/** The same for what goes to standard output. */
export function paint(style: keyof typeof standard, text: string): string {
  return colours(process.stdout) ? `\u001b[${standard[style]}m${text}\u001b[0m` : text;
}
