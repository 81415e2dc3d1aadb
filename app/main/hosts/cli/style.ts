/** Colours, on terminals only; NO_COLOR turns them off (no-color.org). Meaning never depends on colour. */
import { coloured, line, type Piece, type Shown } from './shown.ts';

const CODES = { bold: 1, dim: 2, bad: 31, good: 32, warn: 33 } as const;

/** Applies one of the styles. Foreign text is made visible first. */
export type Style = Readonly<Record<keyof typeof CODES, (piece: Piece) => Shown>>;

export function styleFor(stream: { isTTY?: boolean }): Style {
  const on = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const paint = (code: number) => (piece: Piece) => (on ? coloured(code, piece) : line`${piece}`);
  return { bold: paint(CODES.bold), dim: paint(CODES.dim), bad: paint(CODES.bad), good: paint(CODES.good), warn: paint(CODES.warn) };
}

/** The style for standard output. */
export const style: Style = styleFor(process.stdout);
