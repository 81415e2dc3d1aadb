/** Files that a command line names: read up to a limit, written whole or not at all, with one sentence about what went wrong. */
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants } from 'node:buffer';
import { getHeapStatistics } from 'node:v8';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { why } from '../../services/work/why.ts';

const MB = 1024 * 1024;
/** A scenario has at most 10,000 steps. */
export const SCENARIO_BYTES = 32 * MB;
/** What a byte of a trace or capture takes while it is read and kept (measured: 4), with some to spare. */
const HEAP_A_BYTE = 6;
/** The limit that V8 tells counts the room of young objects too, where a file's do not stay. Bytes. */
const YOUNG = 48 * MB;

/** How large the text of a trace or capture may be that this process has the memory to read. Bytes. */
export function readableBytes(): number {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  return Math.min(constants.MAX_STRING_LENGTH, Math.max(0, Math.floor((limit - YOUNG - used) / HEAP_A_BYTE)));
}

/** What to do about a file that is larger than `most`, which came from `readableBytes`. */
export function aboutLarger(most: number): string {
  return most < constants.MAX_STRING_LENGTH ? 'Give the program more memory: NODE_OPTIONS=--max-old-space-size=MEGABYTES.' : 'Cut it: it is text, a line for each thing.';
}

/**
 * The whole file, whatever it is (a pipe, a device), as long as it has at most `most` bytes.
 * @throws InputProblem that says what is wrong and ends with `advice`; with `larger` where the file is too large.
 */
export async function readNamed(file: string, { most, advice, larger = advice }: { most: number; advice: string; larger?: string }): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: unknown) => { throw new InputProblem(unreadable(error), file, advice); });
  try {
    const pieces: Buffer[] = [];
    for (let length = 0; ;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(MB), 0, MB, null);
      if (bytesRead === 0) return Buffer.concat(pieces);
      length += bytesRead;
      if (length > most) throw new InputProblem(`it has more than the ${size(most)} that can be read`, file, larger);
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } catch (error) {
    throw error instanceof InputProblem ? error : new InputProblem(unreadable(error), file, advice);
  } finally {
    await handle.close();
  }
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT': case 'ENOTDIR': return 'there is no such file';
    case 'EISDIR': return 'it is a folder';
    case 'EACCES': case 'EPERM': return 'this user may not read it';
    default: return `it cannot be read (${code})`;
  }
}

function size(bytes: number): string {
  return bytes < MB ? `${bytes} bytes` : `${Math.floor(bytes / MB)} MB`;
}

/**
 * The whole content or none: what stood there before stays when the disk is full. What is no plain file is written to as it is.
 * `what` is what could not be written, as in "the trace". @throws InputProblem.
 */
export async function writeNamed(file: string, content: string | Uint8Array, what: string): Promise<void> {
  const plain = await stat(file).then((found) => found.isFile(), () => true);
  const draft = plain ? `${file}.${process.pid}.part` : file;
  try {
    await writeFile(draft, content);
    if (plain) await rename(draft, file);
  } catch (error) {
    if (plain) await rm(draft, { force: true }).catch(() => undefined);
    throw notWritten(error, file, what);
  }
}

/** A folder to write into, made where it is missing. @throws InputProblem. */
export async function makeFolder(folder: string, what: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => { throw notWritten(error, folder, what); });
}

function notWritten(error: unknown, file: string, what: string): InputProblem {
  return new InputProblem(`${what} cannot be written: ${why(error as NodeJS.ErrnoException)}`, file, 'Name another place.');
}
