/** The one way to standard output and standard error: nothing foreign gets to a terminal but as visible text. */
import { brief, visibleJson } from '../../../shared/base/visible.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { bytesOf, line, type Piece } from './shown.ts';

/** As a shell reports a program that SIGPIPE has ended. */
const PIPE_CLOSED = 141;
/** Characters that are written at a time. */
const PIECE = 1 << 16;

/** Lines to standard output, one for each argument. */
export function say(...lines: readonly Piece[]): void {
  for (const text of lines) process.stdout.write(`${bytesOf(text)}\n`);
}

/** Text of ours that has several lines. */
export function sayOwn(text: string): void {
  say(...text.split('\n'));
}

/** Lines to standard error, for what is no result. */
export function remark(...lines: readonly Piece[]): void {
  for (const text of lines) process.stderr.write(`${bytesOf(text)}\n`);
}

/** Why something was not done, in one line of a length that people read. */
export function complain(message: string): void {
  remark(brief(message));
}

/** A fault of ours, with the places in the program that led to it. */
export function fault(error: unknown): void {
  const { name = 'Error', message = String(error), stack = '' } = error instanceof Error ? error : {};
  complain(`${name}: ${message}`);
  for (const place of stack.split('\n')) if (/^ {4}at /.test(place)) remark(place);
}

/** A value on one line, exact to a reader of JSON. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${visibleJson(value)}\n`);
}

/** Many lines, in pieces that a pipe takes, waiting for its reader. */
export function sayAll(lines: Iterable<Piece>): Promise<void> {
  return writeAll(mapped(lines, (text) => `${bytesOf(text)}\n`));
}

/** As `sayAll`, for texts that have no foreign character left that is not visible, with their line ends. */
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

/** The content of a file, for `--out -`. */
export function writeContent(content: string | Uint8Array): void {
  process.stdout.write(content);
}

/** A file's content, where a path names the standard output or standard error: bytes as they are, as in any file. */
export function writeStream(descriptor: 1 | 2, content: string | Uint8Array): Promise<void> {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  return new Promise((done, fail) => { stream.write(content, (error) => { if (error) fail(error); else done(); }); });
}

/**
 * Ends the program when its output is lost: quietly when a reader has left (`handoff run … | head`), with one
 * line on stderr when it cannot be written. `release` first ends every process of ours.
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
  // There is nowhere left to say anything.
  process.stderr.on('error', () => undefined);
}

function* mapped<T, U>(items: Iterable<T>, made: (item: T) => U): Generator<U> {
  for (const item of items) yield made(item);
}
