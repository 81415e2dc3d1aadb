import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, onPath } from './paths.mjs';
import { unpackPinned } from './npm-package.mjs';
import { findWine } from './wine.mjs';

/**
 * What `setup.mjs --wine` would install on this machine, without changing anything.
 * @returns {{ parts: { what: string, size: string, changes: string }[], why: string | null }} `why`: what it cannot do itself
 */
export function winePlan() {
  const parts = [];
  const own = findWine();
  if (!own) {
    const changes = 'the system: apt-get install, no services';
    parts.push({ what: 'wine64 (Debian package)', size: sizeOfPackages(['wine64']), changes });
  }
  const modules = at('.cache', 'wine', 'modules');
  const pins = JSON.parse(readFileSync(join(import.meta.dirname, 'wine-packages.json'), 'utf8'));
  for (const [name, pin] of Object.entries(pins)) {
    if (unpackPinned(name, pin).unpackedIn(modules)) continue;
    const changes = 'the cache folder, .cache/wine/modules';
    parts.push({ what: `${name} ${pin.version} (npm package)`, size: `${pin.megabytes} MB on disk`, changes });
  }
  if (!existsSync(at('.cache', 'wine', 'prefix')))
    parts.push({ what: 'A Wine prefix', size: 'about 700 MB on disk', changes: 'the cache folder, .cache/wine/prefix' });
  const needsRoot = !own && (process.getuid?.() !== 0 || !onPath('apt-get'));
  return { parts, why: needsRoot ? 'Only root can install wine64 here, with apt-get. Run the command in a terminal.' : null };
}

/** As apt-get reports it; it answers no to its own question. */
function sizeOfPackages(names) {
  const args = ['install', '--assume-no', '--no-install-recommends', '-o', 'Debug::NoLocking=1', ...names];
  let said = '';
  try {
    said = execFileSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, LANG: 'C' }, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // Having answered no, it ends with an error.
    said = String(error.stdout ?? '');
  }
  const [, download] = /Need to get ([\d.,]+ \w+)/.exec(said) ?? [];
  const [, disk] = /After this operation, ([\d.,]+ \w+) of additional/.exec(said) ?? [];
  return download && disk ? `${download} to download, ${disk} on disk` : 'unknown until apt-get has read its package lists';
}
