/** Reads the values that strace prints: numbers, constants, strings, lists, structures, and what it knows of descriptors. */
import type { RawValue } from '../raw.ts';
import { readQuoted } from './quoted.ts';

/** The text is not what strace prints; the message says where. */
export class Unreadable extends Error {}

/** Levels of lists and structures; the deepest of strace has about six. */
const MOST_LEVELS = 24;
const NUMBER = /-?(?:0x[0-9a-fA-F]+|\d+)(?![\w.])/y;
const WORD = /[A-Za-z_]\w*/y;
/** Anything else up to the next separator: "&sin6_addr", "0x7f /* 3 vars *\/", "1<<5". */
const OTHER = /[^,\s()[\]{}"]+/y;
const FIELD = /([A-Za-z_]\w*)=(?![=>])/y;
const COMMENT = /\s*\/\*.*?\*\//y;

export class ValueReader {
  readonly text: string;
  at: number;
  #level = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** The text from here if it matches a sticky expression; moves behind it. */
  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found) this.at = expression.lastIndex;
    return found;
  }

  skip(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Values up to a closing character, which is read. Fields with names become one record at the end. */
  items(close: string): { items: RawValue[]; fields: Record<string, RawValue> | null; cut: boolean } {
    const items: RawValue[] = [];
    let fields: Record<string, RawValue> | null = null;
    let cut = false;
    for (;;) {
      this.take(/[\s,]*/y);
      if (this.skip(close)) return { items, fields, cut };
      if (this.at >= this.text.length) throw new Unreadable(`no "${close}" at the end`);
      if (this.skip('...')) {
        cut = true;
        continue;
      }
      const name = this.take(FIELD)?.[1];
      if (name === undefined) items.push(this.value());
      else {
        // No prototype: a name from foreign text is only a key.
        fields ??= Object.create(null) as Record<string, RawValue>;
        fields[name] = this.value();
      }
    }
  }

  value(): RawValue {
    this.take(COMMENT);
    const before = this.#single();
    this.take(COMMENT);
    if (!this.take(/\s*=> /y)) return before;
    return { kind: 'changed', before, after: this.#single() };
  }

  #single(): RawValue {
    const char = this.text[this.at];
    if (char === '"' || (char === '@' && this.text[this.at + 1] === '"')) return this.#bytes(char === '@');
    if (char === '[' || (char === '~' && this.text[this.at + 1] === '[')) return this.#nested(() => this.#list());
    if (char === '{') return this.#nested(() => this.#record());
    return this.#names() ?? this.#opaque();
  }

  #bytes(abstract: boolean): RawValue {
    const { bytes, end } = readQuoted(this.text, this.at + (abstract ? 1 : 0));
    this.at = end;
    const cut = this.skip('...');
    return { kind: 'bytes', bytes, cut, ...(abstract ? { abstract } : {}) };
  }

  #nested(read: () => RawValue): RawValue {
    this.#level += 1;
    if (this.#level > MOST_LEVELS) throw new Unreadable('too many levels');
    const value = read();
    this.#level -= 1;
    return value;
  }

  #list(): RawValue {
    this.skip('~');
    this.at += 1;
    const { items, cut } = this.items(']');
    return { kind: 'list', items, cut };
  }

  #record(): RawValue {
    this.at += 1;
    const { items, fields } = this.items('}');
    return { kind: 'record', fields: fields ?? {}, others: items };
  }

  /** Numbers and constants joined by "|", or a conversion. */
  #names(): RawValue | null {
    const start = this.at;
    const names: string[] = [];
    let rest = 0;
    let numbers = 0;
    let about: string | undefined;
    do {
      const number = this.take(NUMBER)?.[0];
      const word = number === undefined ? this.take(WORD)?.[0] : undefined;
      if (word !== undefined && this.skip('(')) {
        const { items } = this.items(')');
        return { kind: 'conversion', name: word, args: items };
      }
      if (word !== undefined) names.push(word);
      else if (number !== undefined) {
        numbers += 1;
        rest = numbers === 1 ? toNumber(number) : Number(BigInt(rest) | BigInt(toNumber(number)));
      } else return this.#back(start);
      about = this.#about() ?? about;
    } while (this.skip('|'));
    if (this.at < this.text.length && !/[\s,)\]}=]/.test(this.text[this.at]!)) return this.#back(start);
    if (names.length === 1 && names[0] === 'NULL' && numbers === 0) return { kind: 'null' };
    if (names.length > 0) return { kind: 'names', names, rest };
    if (!Number.isSafeInteger(rest)) return { kind: 'opaque', text: this.text.slice(start, this.at) };
    return { kind: 'number', value: rest, ...(about === undefined ? {} : { about }) };
  }

  #back(to: number): null {
    this.at = to;
    return null;
  }

  /** What strace knows of a descriptor or process: the text between "<" and its ">". */
  #about(): string | null {
    if (this.text[this.at] !== '<') return null;
    let level = 0;
    for (let i = this.at; i < this.text.length; i++) {
      const char = this.text[i];
      if (char === '\\') i += 1;
      else if (char === '<') level += 1;
      else if (char === '>' && this.text[i - 1] !== '-') {
        level -= 1;
        if (level > 0) continue;
        const about = this.text.slice(this.at + 1, i);
        this.at = i + 1;
        this.skip('(deleted)');
        return about;
      }
    }
    throw new Unreadable('no ">" at the end');
  }

  #opaque(): RawValue {
    const text = this.take(OTHER)?.[0];
    if (text !== undefined) return { kind: 'opaque', text };
    // Parentheses and quotes that belong to no value.
    this.at += 1;
    return { kind: 'opaque', text: this.text[this.at - 1]! };
  }
}

function toNumber(text: string): number {
  return /^-?0\d/.test(text) ? Number.parseInt(text, 8) : Number(text);
}
