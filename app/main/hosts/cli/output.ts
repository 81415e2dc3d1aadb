/** The only way to standard output and standard error: makes control characters in foreign text visible. */
import { brief, visibleJson } from '../../../shared/base/visible.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { bytesOf, line, type Piece } from './shown.ts';

/** The exit code that shells report for a program ended by SIGPIPE. */
const PIPE_CLOSED = 141;
/** Characters per write. */
const PIECE = 1 << 16;

/** Prints each argument as one line on standard output. */
export function say(...lines: readonly Piece[]): void {
  for (const text of lines) process.stdout.write(`${bytesOf(text)}\n`);
}

/** Prints text of this program that has several lines. */
export function sayOwn(text: string): void {
  say(...text.split('\n'));
}

/** Prints lines on standard error: messages, not results. */
export function remark(...lines: readonly Piece[]): void {
  for (const text of lines) process.stderr.write(`${bytesOf(text)}\n`);
}

/** Prints why something failed, as one line of limited length. */
export function complain(message: string): void {
  remark(brief(message));
}

/** Prints a bug of this program with its stack trace. */
export function fault(error: unknown): void {
  const { name = 'Error', message = String(error), stack = '' } = error instanceof Error ? error : {};
  complain(`${name}: ${message}`);
  for (const place of stack.split('\n')) if (/^ {4}at /.test(place)) remark(place);
}

/** Prints a value as one line of JSON, unchanged for JSON parsers. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${visibleJson(value)}\n`);
}

/** Prints many lines in pieces, waiting for the reader of a pipe. */
export function sayAll(lines: Iterable<Piece>): Promise<void> {
  return writeAll(mapped(lines, (text) => `${bytesOf(text)}\n`));
}

/** Like `sayAll`, for texts with line ends whose foreign characters are already visible. */
export async function writeAll(texts: Iterable<string>): Promise<void> {
  let piece = '';
  const flush = () => new Promise<void>((resolve) => {
    process.stdout.write(piece, () => { resolve(); });
    piece = '';
  });
  for (const text of texts) {
    piece += text;
    if (piece.length > PIECE) await flush();
  }
  if (piece !== '') await flush();
}

/** Writes the content of a file, for `--out -`. */
export function writeContent(content: string | Uint8Array): void {
  process.stdout.write(content);
}

/** Writes a file's content to standard output or standard error named by a path: bytes unchanged, as in any file. */
export function writeStream(descriptor: 1 | 2, content: string | Uint8Array): Promise<void> {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  return new Promise((done, fail) => { stream.write(content, (error) => { if (error) fail(error); else done(); }); });
}

/**
 * Ends the program when its output is lost: silently if the reader has exited (`handoff run … | head`), with one
 * line on stderr if it cannot be written. Calls `release` first, which ends every process of this program.
 */
export function endWithOutput(release: () => Promise<void>): void {
  let ending = false;
  const lost = (problem: NodeJS.ErrnoException) => {
    if (ending) return;
    ending = true;
    const quiet = problem.code === 'EPIPE';
    if (!quiet) remark(line`handoff: the output cannot be written: ${why(problem)}`);
    void release().finally(() => process.exit(quiet ? PIPE_CLOSED : 1));
  };
  process.stdout.on('error', lost);
  // There is no output left to report to.
  process.stderr.on('error', () => undefined);
}

function* mapped<T, U>(items: Iterable<T>, made: (item: T) => U): Generator<U> {
  for (const item of items) yield made(item);
}
