/** The tokens of a typed line, each with its position for error messages. */
import { own } from '../base/own.ts';

export interface Token {
  text: string;
  /** First character, from 0, and the one after the last. */
  from: number;
  to: number;
  /** "name=value": the position of the value; null without an equals sign. */
  value: number | null;
}

/** An error in a typed line. `from` and `to` are character positions in the line, from 0. */
export class LineProblem extends Error {
  override readonly name = 'LineProblem';
  readonly from: number;
  readonly to: number;

  constructor(what: string, from: number, to: number) {
    super(what);
    this.from = from;
    this.to = to;
  }
}

const OPEN: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** Splits at blanks outside of quotes, brackets and braces. @throws LineProblem for an unclosed one. */
export function tokens(line: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at]!)) {
      at += 1;
      continue;
    }
    const from = at;
    at = endOf(line, at);
    const text = line.slice(from, at);
    const equals = /^[A-Za-z][A-Za-z0-9_]*=/.exec(text)?.[0].length;
    found.push({ text, from, to: at, value: equals === undefined ? null : from + equals });
  }
  return found;
}

function endOf(line: string, from: number): number {
  const open: string[] = [];
  let at = from;
  while (at < line.length) {
    const c = line[at]!;
    if (open.length === 0 && /\s/.test(c)) return at;
    if (c === '"') {
      at = quoteEnd(line, at);
      continue;
    }
    const close = own(OPEN, c);
    if (close !== undefined) open.push(close);
    else if (c === open.at(-1)) open.pop();
    at += 1;
  }
  if (open.length > 0) throw new LineProblem(`"${open.at(-1)!}" is missing`, from, line.length);
  return at;
}

function quoteEnd(line: string, from: number): number {
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at + 1;
  }
  throw new LineProblem('the closing " is missing', from, line.length);
}
