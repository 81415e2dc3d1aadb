/** A typed line in pieces, each with its place, so that a fault can be pointed at. */
import { own } from '../base/own.ts';

export interface Token {
  text: string;
  /** First character, from 0, and the one behind the last. */
  from: number;
  to: number;
  /** "name=value": where the value begins; null without an equals sign. */
  value: number | null;
}

/** A fault in a typed line. `from` and `to` are characters of the line, from 0. */
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

/** Blanks separate; within quotes, brackets and braces they do not. @throws LineProblem for one that is not closed. */
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
