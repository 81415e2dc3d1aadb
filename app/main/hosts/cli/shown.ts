/**
 * Text for terminals. Every string counts as foreign text and is made visible, line ends included; only values created by
 * this module keep their colours. A command that forgets to mark its text therefore shows too little, never too much.
 */
import { visible } from '../../../shared/base/visible.ts';

/** Text that is safe to print: this program's text, colours, and foreign text made visible. */
class ShownText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Includes colours; only for output.ts. */
  get bytes(): string {
    return this.#text;
  }
}

export type Shown = ShownText;
/** The parts of a line. */
export type Piece = string | number | Shown;

const safe = (piece: Piece): string => (piece instanceof ShownText ? piece.bytes : visible(String(piece)));

/** A template literal: its fixed text stays unchanged, and inserted values are made visible. */
export function line(words: TemplateStringsArray, ...pieces: readonly Piece[]): Shown {
  return new ShownText(String.raw({ raw: words }, ...pieces.map(safe)));
}

/** `between` is text of this program. */
export function joined(pieces: readonly Piece[], between: string): Shown {
  return new ShownText(pieces.map(safe).join(between));
}

/** Pads to a column; foreign text counts with its visible width. */
export function padded(text: string, width: number): Shown {
  return new ShownText(visible(text).padEnd(width));
}

/** The same text in a terminal colour; `code` is an SGR parameter. */
export function coloured(code: number, piece: Piece): Shown {
  return new ShownText(`\u001b[${code}m${safe(piece)}\u001b[0m`);
}

/** The text as one line, without the line end. */
export const bytesOf = safe;
