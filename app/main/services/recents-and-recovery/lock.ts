/** Mutual exclusion for a file shared by several processes: a lock file beside it. The guarded work takes milliseconds. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A lock this old was left by a process that ended while holding it. */
const LEFT_BEHIND_MS = 5000;
const TRY_EVERY_MS = 10;
/** After this many attempts the work runs without the lock: nothing can wait forever for a leftover file. */
const TRIES = 300;

/** Does the work if the lock is free; false if another process holds it. @throws errors of the work, and of creating the lock. */
export function lockedNow(file: string, work: () => void): boolean {
  if (!take(file)) return false;
  try {
    work();
  } finally {
    release(file);
  }
  return true;
}

/** Waits for the lock, at most 3 seconds. */
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

/** Milliseconds since it was created (or until then, if the clock was set back); 0 if it no longer exists. */
function ageOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? Math.abs(Date.now() - found.mtimeMs) : 0;
}
