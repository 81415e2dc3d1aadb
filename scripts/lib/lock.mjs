import { mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir, say } from './paths.mjs';

const OLDEST_MS = 30 * 60_000;

/**
 * Runs `work` while no other process of this checkout runs work of the same name.
 *
 * The lock is a folder holding one file named after its owner. It is put in place by renaming a
 * prepared folder, which fails while the lock is not empty, so it never exists without an owner.
 * A dead owner's lock is freed by unlinking that owner's file: a second process doing the same at
 * the same moment cannot hit a new owner, whose file has another name.
 */
export async function withLock(name, work) {
  const lock = join(cacheDir(), `${name}.lock`);
  const owner = `${process.pid}-${startOf(process.pid)}-${Math.random().toString(36).slice(2)}`;
  const draft = `${lock}.${owner}`;
  mkdirSync(draft);
  writeFileSync(join(draft, owner), '');
  try {
    for (let told = false; !tryPlace(draft, lock); await sleep(100)) {
      if (!told) say(`waiting for another process to finish: ${name}`);
      told = true;
      dropDeadOwner(lock);
    }
    return await work();
  } finally {
    rmSync(join(lock, owner), { force: true });
    removeIfEmpty(lock);
    rmSync(draft, { recursive: true, force: true });
  }
}

function tryPlace(draft, lock) {
  // POSIX renames over an empty folder; Windows does not, so clear an abandoned one first.
  removeIfEmpty(lock);
  try {
    renameSync(draft, lock);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(error.code)) return false;
    throw error;
  }
}

function dropDeadOwner(lock) {
  try {
    for (const owner of readdirSync(lock)) {
      const file = join(lock, owner);
      const [pid, started] = owner.split('-');
      const dead = !alive(Number(pid)) || startOf(pid) !== started;
      if (dead || Date.now() - statSync(file).mtimeMs > OLDEST_MS) rmSync(file, { force: true });
    }
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Held, or already gone: both are fine.
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A process's start time, so that a reused pid is not taken for the owner. '0' where /proc is not. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '0';
  }
}
