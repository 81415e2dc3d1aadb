/** Folders for one session's files: private to this user, and removed at the next start after a crash. */
import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isThere, type Owner, pidSpace, thisProcess } from './owner.ts';

/** `session`: pipes, files and socket names of a session. `wine`: files that its host under Wine writes. */
export type FolderUse = 'session' | 'wine';

const LETTER: Readonly<Record<FolderUse, string>> = { session: 's', wine: 'w' };
/** The owner's pid and start time (0 if unknown), its pid space, and a unique part. Short: socket paths have at most 107 bytes. */
const NAME = /^handoff-[sw]_([0-9a-z]{1,8})_([0-9a-z]{1,12})_([0-9a-f]{6})_[A-Za-z0-9]{6}$/;
const OTHERS = 0o077;

/** Creates a folder of mode 0700 in the system's folder for temporary files, named after this process as its owner. */
export async function makeFolder(use: FolderUse): Promise<string> {
  await sweepOnce();
  const { pid, start } = thisProcess();
  return mkdtemp(join(tmpdir(), `handoff-${LETTER[use]}_${pid.toString(36)}_${BigInt(start ?? 0).toString(36)}_${spaceMark()}_`));
}

let swept: Promise<void> | null = null;

/** Removes abandoned folders, once per process, at the start of a host. Never rejects. */
export function sweepOnce(): Promise<void> {
  return (swept ??= removeAbandoned());
}

/**
 * Removes the folders of hosts that ended without cleaning up. A folder qualifies if its name matches, it belongs to this
 * user only, is not a link, and its owner was a process of this system that has ended. Never rejects.
 */
export async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const owner = ownerOf(name);
    const folder = join(tmpdir(), name);
    if (owner && !isThere(owner) && await isPrivate(folder)) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** Null if the name does not match, or the process belongs to another system, as in a container that shares the folder. */
function ownerOf(name: string): Owner | null {
  const [, pid = '', start = '', space] = NAME.exec(name) ?? [];
  if (space !== spaceMark()) return null;
  return { pid: Number.parseInt(pid, 36), start: start === '0' ? null : Number.parseInt(start, 36).toString() };
}

const spaceMark = (): string => createHash('sha256').update(pidSpace() ?? process.platform).digest('hex').slice(0, 6);

/** A folder, not a link to one. Windows reports neither owner nor mode here; its folder for temporary files is per user. */
async function isPrivate(folder: string): Promise<boolean> {
  const about = await lstat(folder).catch(() => null);
  if (!about?.isDirectory()) return false;
  return !process.getuid || (about.uid === process.getuid() && (about.mode & OTHERS) === 0);
}
