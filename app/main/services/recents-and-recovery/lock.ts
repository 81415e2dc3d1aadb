/** One process at a time at a file that several keep: a lock file beside it. What it guards takes milliseconds. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A lock of this age was left by a process that ended while it had it. */
const LEFT_BEHIND_MS = 5000;
const TRY_EVERY_MS = 10;
/** After so many tries the work is done without the lock: nothing may wait for ever on a file that is in the way. */
const TRIES = 300;

/** Does the work if nobody else is at the file; false when somebody is. @throws what the work throws, and what keeps a lock from being made. */
export function lockedNow(file: string, work: () => void): boolean {
  if (!take(file)) return false;
  try {
    work();
  } finally {
    release(file);
  }
  return true;
}

/** Waits for its turn, at most 3 seconds. */
export async function lockedInTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  let taken = take(file);
  for (let tries = 0; !taken && tries < TRIES; tries++) {
    await pause(TRY_EVERY_MS);
    taken = take(file);
  }
  try {
    return await work();
  } finally {
    if (taken) release(file);
  }
}

const lockOf = (file: string): string => `${file}.lock`;

function take(file: string): boolean {
  try {
    closeSync(openSync(lockOf(file), 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (ageOf(lockOf(file)) > LEFT_BEHIND_MS) release(file);
    return false;
  }
}

const release = (file: string): void => { rmSync(lockOf(file), { force: true }); };

/** Milliseconds since it was made, or until then where the clock was set back; 0 when it is gone. */
function ageOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? Math.abs(Date.now() - found.mtimeMs) : 0;
}
