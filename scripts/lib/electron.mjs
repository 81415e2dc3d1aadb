import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { at, cacheDir, say } from './paths.mjs';
import { run } from './run.mjs';

const FETCH_MS = 20_000;
const REMEMBER_MS = 24 * 3600_000;
const failure = () => `${cacheDir()}/electron-unavailable`;

/**
 * The Electron program, fetched when it is missing; the package itself is never loaded, because
 * loading it starts a download of any length.
 * @returns {Promise<{ binary: string } | { reason: string }>} absolute path, or why there is none. A
 *   failed fetch is remembered for a day, so that not every start waits for it.
 */
export async function electronBinary() {
  const present = installedBinary();
  if (present) return { binary: present };
  if (recentlyFailed()) return { reason: 'its binary could not be fetched today' };
  say('fetching the Electron binary (at most 20 s)');
  const code = await run(process.execPath, [at('node_modules', 'electron', 'install.js')], {
    stdio: 'ignore',
    timeoutMs: FETCH_MS,
  });
  const fetched = installedBinary();
  if (code === 0 && fetched) {
    rmSync(failure(), { force: true });
    return { binary: fetched };
  }
  writeFileSync(failure(), `${new Date().toISOString()} exit ${code}\n`);
  return { reason: code === 137 ? 'its binary did not arrive within 20 s' : 'its binary cannot be fetched here' };
}

function installedBinary() {
  const pathFile = at('node_modules', 'electron', 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = at('node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

function recentlyFailed() {
  return existsSync(failure()) && Date.now() - statSync(failure()).mtimeMs < REMEMBER_MS;
}
