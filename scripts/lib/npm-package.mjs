import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir, say } from './paths.mjs';
import { run, runNpm } from './run.mjs';

/**
 * A package of the registry, fetched outside node_modules because npm would refuse its platform there.
 * @param {string} name package name
 * @param {{ version: string, integrity: string }} pin exact version and the tarball's `sha512-<base64>`
 * @returns {{ unpackedIn(dir: string): boolean, unpack(dir: string): Promise<void> }}
 *   both take a node_modules-like folder; `unpack` does nothing when the pinned version is there.
 */
export function unpackPinned(name, { version, integrity }) {
  const unpackedIn = (dir) => {
    const manifest = join(dir, name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  };
  return {
    unpackedIn,
    async unpack(dir) {
      if (unpackedIn(dir)) return;
      say(`fetching ${name}@${version}`);
      const draft = mkdtempSync(join(cacheDir(), 'unpack-'));
      try {
        const packed = await runNpm(['pack', `${name}@${version}`, '--silent', '--pack-destination', draft], {
          stdio: ['ignore', 'ignore', 2],
        });
        const tarball = readdirSync(draft).find((file) => file.endsWith('.tgz'));
        if (packed !== 0 || !tarball) throw new Error(`npm pack ${name}@${version} failed; is the registry reachable?`);
        verify(join(draft, tarball), integrity, `${name}@${version}`);
        if ((await run('tar', ['-xzf', join(draft, tarball), '-C', draft])) !== 0) {
          throw new Error(`could not unpack ${name}@${version}; is tar installed and the disk not full?`);
        }
        // The rename is the last act, so a folder that exists is a complete one.
        const target = join(dir, name);
        mkdirSync(dirname(target), { recursive: true });
        rmSync(target, { recursive: true, force: true });
        renameSync(join(draft, 'package'), target);
      } finally {
        rmSync(draft, { recursive: true, force: true });
      }
    },
  };
}

function verify(file, integrity, label) {
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${label} does not match its pinned integrity: expected ${integrity}, got ${found}`);
}
