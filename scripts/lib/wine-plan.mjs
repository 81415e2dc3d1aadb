import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { unpackPinned } from './npm-package.mjs';
import { isDebian } from './system.mjs';
import { RELEASES, builtWines, whatIsMissing } from './wine-folder.mjs';
import { findWine } from './wine.mjs';

const CACHE = 'the cache folder, .cache/wine';

/**
 * What `setup.mjs --wine`, or `--wine MAJOR`, would install on this machine, without changing anything.
 * @param {string} [major] "8" or "10": in a folder of the Debian release that has it; without it, the machine's own.
 * @returns {{ parts: { what: string, size: string, changes: string }[], why: string | null }} `why`: what it cannot do itself
 */
export function winePlan(major) {
  const wine = major === undefined ? ownWine() : wineInFolder(major);
  const modules = at('.cache', 'wine', 'modules');
  const pins = JSON.parse(readFileSync(join(import.meta.dirname, 'wine-packages.json'), 'utf8'));
  const packages = Object.entries(pins).filter(([name, pin]) => !unpackPinned(name, pin).unpackedIn(modules))
    .map(([name, { version, megabytes }]) =>
      ({ what: `${name} ${version} (npm package)`, size: `${megabytes} MB on disk`, changes: `${CACHE}/modules` }));
  const prefix = join(...(major === undefined ? [] : [major]), 'prefix');
  const prefixes = existsSync(at('.cache', 'wine', prefix)) ? []
    : [{ what: 'A Wine prefix', size: 'about 700 MB on disk', changes: `${CACHE}/${prefix}` }];
  return { parts: [...wine.parts, ...packages, ...prefixes], why: wine.why };
}

function ownWine() {
  if (findWine()) return { parts: [], why: null };
  if (!isDebian())
    return { parts: [], why: 'This is not Debian: install Wine with the package manager of this system, then run the command.' };
  const changes = 'the system: apt-get install, no services';
  const parts = [{ what: 'wine64 (Debian package)', size: sizeOfPackages(['wine64']), changes }];
  const why = process.getuid?.() === 0 ? null : 'Only root can install wine64 here, with apt-get. Run the command in a terminal.';
  return { parts, why };
}

function wineInFolder(major) {
  if (builtWines().some((built) => built.major === major)) return { parts: [], why: null };
  const what = `Debian ${RELEASES[major]} with Wine ${major} (debootstrap)`;
  return { parts: [{ what, size: 'about 1.2 GB on disk', changes: `${CACHE}/${major}` }], why: whatIsMissing(major) };
}

/** As apt-get reports it; it answers no to its own question. */
function sizeOfPackages(names) {
  const args = ['install', '--assume-no', '--no-install-recommends', '-o', 'Debug::NoLocking=1', ...names];
  let said = '';
  try {
    said = execFileSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // Having answered no, it ends with an error.
    said = String(error.stdout ?? '');
  }
  const [, download] = /Need to get ([\d.,]+ \w+)/.exec(said) ?? [];
  const [, disk] = /After this operation, ([\d.,]+ \w+) of additional/.exec(said) ?? [];
  return download && disk ? `${download} to download, ${disk} on disk` : 'unknown until apt-get has read its package lists';
}
