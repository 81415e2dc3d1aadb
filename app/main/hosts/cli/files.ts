/** Reads the files named on a command line, up to a limit; each failure is one sentence. */
import { constants } from 'node:buffer';
import { closeSync, constants as flags, fstatSync, openSync, read } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { heapLimit } from '../../services/memory/heap-limit.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { complain } from './output.ts';

const MB = 1024 * 1024;
/** Milliseconds to wait for a pipe before the user is informed. */
const SAY_AFTER_MS = 1000;
/** A scenario has at most 10,000 steps. */
export const SCENARIO_BYTES = 32 * MB;
/** Memory per byte of a trace or capture while it is read and kept (4 measured, plus a margin). */
const HEAP_A_BYTE = 6;

/** @returns the largest text of a trace or capture, in bytes, that fits this process's memory. */
export function readableBytes(): number {
  const { used_heap_size: used } = getHeapStatistics();
  return Math.min(constants.MAX_STRING_LENGTH, Math.max(0, Math.floor((heapLimit() - used) / HEAP_A_BYTE)));
}

/** What to do about a file larger than `most`, a value of `readableBytes`. */
export function aboutLarger(most: number): string {
  return most < constants.MAX_STRING_LENGTH ? 'Give the program more memory: NODE_OPTIONS=--max-old-space-size=MEGABYTES.'
    : 'Split the file: it is text, one entry per line.';
}

/**
 * The whole content of a file, pipe or device of at most `most` bytes.
 * @throws InputProblem that names the reason and ends with `advice`, or with `larger` if the file is too large.
 */
export async function readNamed(
  file: string, { most, advice, larger = advice }: { most: number; advice: string; larger?: string },
): Promise<Buffer> {
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    // Opening a pipe without a writer would block the program until a writer opens it. It is opened once: the end of a writer that
    // has come and gone before a second opening would never be seen there.
    const fd = openSync(file, flags.O_RDONLY | flags.O_NONBLOCK);
    for await (const piece of fstatSync(fd).isFIFO() ? piped(fd, file) : piecesOf(fd)) {
      length += piece.length;
      if (length > most) throw new InputProblem(`it is larger than the limit of ${size(most)}`, file, larger);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw error instanceof InputProblem ? error : new InputProblem(unreadable(error), file, advice);
  }
}

const readSome = promisify(read);

/** Reads a file or device to its end, and closes it. */
async function* piecesOf(fd: number): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const { buffer, bytesRead } = await readSome(fd, Buffer.allocUnsafe(MB), 0, MB, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    closeSync(fd);
  }
}

/** Reads a pipe, and closes it. Prints a notice if no data arrives for a while, since nothing else shows what the program waits for. */
async function* piped(fd: number, file: string): AsyncGenerator<Buffer> {
  const pipe = new Socket({ fd, readable: true, writable: false });
  const timer = setTimeout(() => {
    complain(`handoff: ${file} is a pipe, and no program has written to it yet: waiting for one (Ctrl-C ends this).`); }, SAY_AFTER_MS);
  try {
    for await (const piece of pipe as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield piece;
    }
  } finally {
    clearTimeout(timer);
    pipe.destroy();
  }
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT': case 'ENOTDIR': return 'the file does not exist';
    case 'EISDIR': return 'it is a folder';
    case 'EACCES': case 'EPERM': return 'this user cannot read it';
    default: return `it cannot be read (${code})`;
  }
}

function size(bytes: number): string {
  return bytes < MB ? `${bytes} bytes` : `${Math.floor(bytes / MB)} MB`;
}

/** Creates the folder if it is missing. @throws InputProblem. */
export async function makeFolder(folder: string, what: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new InputProblem(`${what} cannot be written: ${why(error as NodeJS.ErrnoException)}`, folder, 'Name another place.');
  });
}
