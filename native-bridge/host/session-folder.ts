/** Folders that hold what one session needs on the disk: private to this user, and removed at the next start after a crash. */
import { constants } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isThere, type Owner, pidSpace, thisProcess } from './owner.ts';

/** `session`: pipes, files and socket names of a session. `wine`: what its host under Wine writes. */
export type FolderUse = 'session' | 'wine';

const NAME = /^handoff-(?:session|wine)-[A-Za-z0-9]{6}$/;
const OWNER_FILE = 'owner.json';
const OTHERS = 0o077;
const OWNER_BYTES = 4096;

/** A new folder of mode 0700 in the system's folder for temporary files; it names this process as its owner. */
export async function makeFolder(use: FolderUse): Promise<string> {
  await (swept ??= removeAbandoned());
  const folder = await mkdtemp(join(tmpdir(), `handoff-${use}-`));
  await writeFile(join(folder, OWNER_FILE), JSON.stringify({ ...thisProcess(), space: pidSpace() }), { mode: 0o600, flag: 'wx' });
  return folder;
}

let swept: Promise<void> | null = null;

/**
 * Removes the folders whose host has ended without doing so. One is ours when it has our kind of name, belongs to this user
 * alone, is no link, and names as its owner a process of this system that is gone. Never rejects.
 */
export async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((n) => NAME.test(n))) {
    const folder = join(tmpdir(), name);
    if (await isAbandoned(folder).catch(() => false)) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const about = await lstat(folder);
  if (!about.isDirectory()) return false;
  // Windows has neither; there the folder for temporary files is the user's own.
  if (process.getuid && (about.uid !== process.getuid() || (about.mode & OTHERS) !== 0)) return false;
  const owner = await ownerOf(join(folder, OWNER_FILE));
  return owner !== null && owner.space === pidSpace() && !isThere(owner);
}

async function ownerOf(file: string): Promise<(Owner & { space: string | null }) | null> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const about = await handle.stat();
    if (!about.isFile() || about.size > OWNER_BYTES) return null;
    const { pid, start, space } = JSON.parse(await handle.readFile('utf8')) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return null;
    if ((start !== null && typeof start !== 'string') || (space !== null && typeof space !== 'string')) return null;
    return { pid: Number(pid), start, space };
  } finally {
    await handle.close();
  }
}
