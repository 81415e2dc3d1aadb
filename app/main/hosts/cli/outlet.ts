/** Where a command can write: files, and streams that are already open. Targets that could block forever are refused. */
import { fstatSync, realpathSync, statSync, type Stats, writeFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { attempt } from '../../../shared/base/attempt.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { own } from '../../../shared/base/own.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { writeStream } from './output.ts';

const NAMED_STREAMS: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };
/** Major number of /dev/null, /dev/zero and /dev/full: writes to them succeed or fail immediately. */
const MEMORY_DEVICES = 1;
const ADVICE = 'Name another place.';

/** The descriptor number if a path names an open stream of this process: /dev/stdout, /dev/fd/3. */
function openStream(file: string): number | null {
  const number = own(NAMED_STREAMS, file) ?? /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(file)?.[1];
  return number === undefined ? null : Number(number);
}

/** Lets a command refuse a target before it does its work. @throws InputProblem if the target can never be written to. */
export function checkOutlet(file: string, what: string): void {
  const refusal = refusalOf(file);
  if (refusal !== null) throw new InputProblem(`${what} cannot be written: ${refusal}`, file, ADVICE);
}

function refusalOf(file: string): string | null {
  const stream = openStream(file);
  try {
    if (stream !== null) return refused(fstatSync(stream), true);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) return refused(found, false);
    return statSync(dirname(resolve(file))).isDirectory() ? null : 'a file exists in place of the folder';
  } catch (error) {
    return why(error as NodeJS.ErrnoException);
  }
}

/** Pipes and terminals must already be open: opening one by name can block forever until it has a reader. */
function refused(found: Stats, open: boolean): string | null {
  if (found.isFile() || (found.isCharacterDevice() && found.rdev >> 8 === MEMORY_DEVICES)) return null;
  if (found.isDirectory()) return 'it is a folder';
  if (open) return null;
  if (found.isFIFO())
    return 'it is a pipe, and would keep the program waiting for a reader. Write to /dev/stdout instead, and send that into the pipe';
  return found.isSocket() ? 'it is a socket' : 'it is a device';
}

/** Writes a file completely or not at all. `what` names the content, as in "the trace". @throws InputProblem. */
export async function writeOut(file: string, content: string | Uint8Array, what: string): Promise<void> {
  checkOutlet(file, what);
  const stream = openStream(file);
  try {
    if (stream !== null) await pour(stream, content);
    else if (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true) await replace(target(file), content);
    else await writeFile(file, content);
  } catch (error) {
    throw new InputProblem(`${what} cannot be written: ${why(error as NodeJS.ErrnoException)}`, file, ADVICE);
  }
}

/** The earlier content stays until the new content is complete. */
async function replace(file: string, content: string | Uint8Array): Promise<void> {
  const draft = join(dirname(file), `${basename(file)}.${process.pid}.part`);
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Writes to a pipe at its reader's pace without blocking a thread, so that a signal still ends the program. */
async function pour(descriptor: number, content: string | Uint8Array): Promise<void> {
  if (descriptor === 1 || descriptor === 2) return writeStream(descriptor, content);
  if (!fstatSync(descriptor).isFIFO()) {
    writeFileSync(descriptor, content);
    return;
  }
  const pipe = new Socket({ fd: descriptor, readable: false, writable: true });
  await new Promise<void>((done, fail) => {
    pipe.once('error', fail);
    pipe.end(content, () => { done(); });
  });
}

/** Follows a link, so that its target is written and the link stays. */
function target(file: string): string {
  return attempt(() => realpathSync(file), file);
}
