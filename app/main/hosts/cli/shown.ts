/**
 * Lines for people. A string is taken for foreign text and made visible, line ends included; only what this module has made
 * keeps its colours. So a command that forgets about foreign text shows too little, and never too much.
 */
import { visible } from '../../../shared/base/visible.ts';

/** Text that is safe to print: own words, colours, and foreign text made visible. */
class ShownText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** With its colours, for output.ts alone. */
  get bytes(): string {
    return this.#text;
  }
}

export type Shown = ShownText;
/** What a line is made of. */
export type Piece = string | number | Shown;

const safe = (piece: Piece): string => (piece instanceof ShownText ? piece.bytes : visible(String(piece)));

/** A template of own words: what stands in it stays, and what is put in is made visible. */
export function line(words: TemplateStringsArray, ...pieces: readonly Piece[]): Shown {
  return new ShownText(String.raw({ raw: words }, ...pieces.map(safe)));
}

/** `between` is text of ours. */
export function joined(pieces: readonly Piece[], between: string): Shown {
  return new ShownText(pieces.map(safe).join(between));
}

/** A column: foreign text has the width of what is shown of it. */
export function padded(text: string, width: number): Shown {
  return new ShownText(visible(text).padEnd(width));
}

/** The same in a colour of a terminal; `code` is an SGR parameter. */
export function coloured(code: number, piece: Piece): Shown {
  return new ShownText(`\u001b[${code}m${safe(piece)}\u001b[0m`);
}

/** As one line of bytes, without its end. */
export const bytesOf = safe;
