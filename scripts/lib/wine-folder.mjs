import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync,
  writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianSource, hasArchiveKeys } from './apt-source.mjs';
import { at, onPath, say } from './paths.mjs';
import { run } from './run.mjs';

/** The Debian release that has each Wine. */
export const RELEASES = { 8: 'bookworm', 10: 'trixie' };

/** Shell script that runs a program of the folder beside it. */
const LAUNCHER = 'in-debian-folder.sh';
const PROGRAMS = { wine: '/usr/lib/wine/wine64', wineserver: '/usr/lib/wine/wineserver' };
const BUILD_LIMIT_MS = 60 * 60_000;

/** The folder of a Wine in the cache: the Debian system (`root`), its launchers and its prefix. `major` is a key of RELEASES. */
const folderOf = (major) => at('.cache', 'wine', String(major));

/** The Wines that have been built in the cache: { major, wine, wineserver, prefix }, paths absolute, sorted by version. */
export function builtWines() {
  return Object.keys(RELEASES).filter((major) => existsSync(join(folderOf(major), 'root', PROGRAMS.wine))).map((major) => ({
    major,
    wine: join(folderOf(major), 'wine'),
    wineserver: join(folderOf(major), 'wineserver'),
    prefix: join(folderOf(major), 'prefix'),
  }));
}

/**
 * Builds a folder with the Debian release of that Wine. Does nothing if it has been built.
 * @param {string} major "8" or "10"
 * @throws {Error} with one sentence that says what is missing.
 */
export async function buildWine(major) {
  if (existsSync(join(folderOf(major), 'root', PROGRAMS.wine))) return writeLaunchers(major);
  const missing = whatIsMissing(major);
  if (missing !== null) throw new Error(missing);
  const { uri, env } = debianSource();
  const draft = join(folderOf(major), 'root.draft');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(folderOf(major), { recursive: true });
  say(`building a folder of Debian ${RELEASES[major]} with Wine ${major} (debootstrap; about 10 minutes, 1.2 GB)`);
  const args = ['--variant=minbase', '--include=wine64', RELEASES[major], draft, uri];
  const code = await run('debootstrap', args, { env, stdio: ['ignore', 'ignore', 2], timeoutMs: BUILD_LIMIT_MS });
  if (code !== 0 || !existsSync(join(draft, PROGRAMS.wine))) {
    throw new Error(`debootstrap could not build the folder (exit ${code}); ${join(draft, 'debootstrap', 'debootstrap.log')} says why.`);
  }
  // Downloaded packages are of no further use.
  for (const file of readdirSync(join(draft, 'var/cache/apt/archives'))) {
    if (file.endsWith('.deb')) rmSync(join(draft, 'var/cache/apt/archives', file));
  }
  renameSync(draft, join(folderOf(major), 'root'));
  writeLaunchers(major);
}

/** Why a folder cannot be built or used here, in one sentence; null if it can. */
export function whatIsMissing(major) {
  const what = `Wine ${major} from a folder of Debian ${RELEASES[major]}`;
  if (process.getuid?.() !== 0) return `${what} needs root, for debootstrap and chroot: run the set-up and the inspector as root.`;
  if (!onPath('unshare')) return `${what} needs unshare: apt-get install -y util-linux`;
  if (!canMount()) return `${what} needs mount namespaces, which this machine refuses even to root (a container without CAP_SYS_ADMIN?).`;
  if (!onPath('debootstrap')) return `${what} needs debootstrap: apt-get install -y --no-install-recommends debootstrap`;
  if (!hasArchiveKeys()) return `${what} needs Debian's archive keys: apt-get install -y debian-archive-keyring`;
  return null;
}

function canMount() {
  try {
    execFileSync('unshare', ['--mount', '--propagation', 'private', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** They find their folder by their own place, so that the cache can be moved. */
function writeLaunchers(major) {
  const folder = folderOf(major);
  copyFileSync(join(import.meta.dirname, LAUNCHER), join(folder, LAUNCHER));
  chmodSync(join(folder, LAUNCHER), 0o755);
  for (const [name, program] of Object.entries(PROGRAMS)) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexec "$(dirname "$0")/${LAUNCHER}" ${program} "$@"\n`, { mode: 0o755 });
  }
}

/**
 * Removes a Wine that was built here, with its prefix.
 * @returns {Promise<boolean>} false if there is none.
 * @throws {Error} if a process of it does not end, or if something is mounted in it.
 */
export async function removeWine(major) {
  const folder = folderOf(major);
  if (!existsSync(folder)) return false;
  const { wineserver, prefix } = builtWines().find((item) => item.major === major) ?? {};
  if (wineserver !== undefined && existsSync(prefix)) await run(wineserver, ['-k'], { env: { WINEPREFIX: prefix }, stdio: 'ignore' });
  // The launchers mount in their own namespaces; a mount seen here was made by hand, and removal would reach through it.
  const mounted = mountsBelow(folder);
  if (mounted.length > 0) throw new Error(`${mounted.join(' and ')} is mounted: unmount it first. Nothing was removed.`);
  const users = usersOf(folder);
  if (users.length > 0) throw new Error(`Wine ${major} is in use by process ${users.join(', ')}: end it first. Nothing was removed.`);
  rmSync(folder, { recursive: true, force: true });
  return true;
}

const mountsBelow = (folder) => readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  // The kernel writes spaces and the like as octal escapes.
  .map((line) => (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8))))
  .filter((path) => path.startsWith(`${folder}/`));

/** Processes whose root is in the folder, by pid. */
function usersOf(folder) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/root`).startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });
}
