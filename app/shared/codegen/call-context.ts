/** The context in which a call is written. */
import { InputProblem } from '../base/input-problem.ts';
import { byteLength, identifier, literal } from './c-text.ts';

export type Args = Readonly<Record<string, unknown>>;

/** Writes one call as statements; the first line is the call itself if possible. */
export type WriteCall = (c: CallContext) => string[];

/** A header name or a whole number, and the names of a scenario's values. */
const WORD = /^(?:[A-Za-z_]\w*|-?\d+)$/;
const REFERENCE = /^\$[A-Za-z][\w-]*$/;

export class CallContext {
  readonly #args: Args;
  readonly #where: string;
  readonly call: string;
  /** The process that makes the call. */
  readonly process: string;
  /** The variables that keep its result, as C names. */
  readonly keep: readonly string[];
  readonly #outcome: (expression: string) => string;

  constructor(call: string, args: Args, as: readonly string[], where: string, outcome: (expression: string) => string, process: string) {
    this.call = call;
    this.#args = args;
    this.keep = as.map(identifier);
    this.#where = where;
    this.#outcome = outcome;
    this.process = process;
  }

  has(name: string): boolean {
    return this.#args[name] !== undefined && this.#args[name] !== null;
  }

  /** Returns the statement that prints the outcome, given a C expression for its text. */
  outcome(expression: string): string {
    return this.#outcome(expression);
  }

  /** "s = " if the result is kept, otherwise "". */
  get assign(): string {
    return this.keep[0] === undefined ? '' : `${this.keep[0]} = `;
  }

  /** A descriptor, event, pid or number: its variable, or the literal number. */
  value(name: string, absent = '0'): string {
    const value = this.#args[name];
    if (value === undefined || value === null) return absent;
    return this.#one(value, name);
  }

  values(name: string): string[] {
    const value = this.#args[name];
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value.map((item) => this.#one(item, name)) : [this.#one(value, name)];
  }

  /** A header name: AF_INET. */
  constant(name: string, absent = '0'): string {
    const value = this.#args[name];
    return value === undefined || value === null ? absent : this.#word(value, name);
  }

  /** "SOCK_CLOEXEC | SOCK_NONBLOCK"; "0" for none. */
  flags(name: string): string {
    const value = this.#args[name];
    const list = value === undefined || value === null ? [] : [value].flat();
    return list.length === 0 ? '0' : list.map((value) => this.#word(value, name)).join(' | ');
  }

  /** Bytes to send, as a literal and a length. */
  data(name: string): { text: string; size: number } {
    const value = this.#args[name];
    if (typeof value !== 'string' || value.startsWith('$'))
      throw this.problem(`${name} is no plain text`, 'Write the bytes to send as they are.');
    return { text: literal(value), size: byteLength(value) };
  }

  /** An address: its variable, or the statement that builds one called `to` from text, and the name to use. */
  address(name: string): { before: string[]; variable: string } {
    const value = this.#args[name];
    if (typeof value !== 'string') throw this.problem(`${name} is no address`, 'Write it as host:port.');
    if (REFERENCE.test(value)) return { before: [], variable: identifier(value.slice(1)) };
    return { before: [`struct address to = ${addressOf(value)};`], variable: 'to' };
  }

  number(name: string, absent: number): number {
    const value = this.#args[name];
    return typeof value === 'number' ? value : absent;
  }

  /** The process that a call creates or resumes: its name and the variable with its process id. */
  other(): { name: string; pid: string } {
    const name = String(this.#args['process']);
    return { name, pid: identifier(name) };
  }

  raw(name: string): unknown {
    return this.#args[name];
  }

  problem(what: string, todo: string): InputProblem {
    return new InputProblem(`${this.call} cannot be written as C here: ${what}`, this.#where, todo);
  }

  #word(value: unknown, name: string): string {
    if (WORD.test(String(value))) return String(value);
    throw this.problem(`${name} is ${JSON.stringify(value)}`, 'Use a name of the headers, or a number.');
  }

  #one(value: unknown, name: string): string {
    if (typeof value === 'string' && REFERENCE.test(value)) return identifier(value.slice(1));
    if (typeof value === 'number' || typeof value === 'boolean') return String(Number(value));
    throw this.problem(`${name} is ${JSON.stringify(value)}`, 'Use a number or a $name.');
  }
}

function addressOf(text: string): string {
  const six = /^\[(.*)\]:(\d+)$/.exec(text);
  if (six) return `ip6(${literal(six[1]!)}, ${six[2]})`;
  const four = /^(.*):(\d+)$/.exec(text);
  return four && !text.startsWith('/') && !text.startsWith('@') ? `ip4(${literal(four[1]!)}, ${four[2]})` : `unix_name(${literal(text)})`;
}
