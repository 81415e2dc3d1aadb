import { existsSync, readFileSync, rmSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { at, say } from './paths.mjs';
import { runNpm, runTool } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const LOCKFILE = at('package-lock.json');
const DEPENDENCIES_STAMP = at('node_modules', '.handoff-stamp');
const BUILD_STAMP = at('out', '.handoff-stamp');
const BUILT = [
  'main/cli.js', 'main/electron.js', 'main/peer.js', 'main/bridge-host.js', 'main/live-worker.js', 'main/live-handles.js',
  'main/ptrace-recorder.js', 'main/bpf-recorder.js', 'preload/preload.cjs',
  'renderer/index.html', 'renderer-replay/replay.html',
];
// package-lock.json is among them because libraries are bundled into the page.
const SOURCES = ['app', 'native-bridge', 'electron.vite.config.ts', 'scripts/lib/replay-page.mjs', 'package.json', 'package-lock.json'];
const isSource = (path) => !/\.test\.tsx?$|\.md$/.test(path);

/**
 * Runs `npm ci` if node_modules is missing or does not match package-lock.json; silent otherwise.
 * Safe to call from several processes at the same time.
 * @throws {Error} if npm fails.
 */
export async function ensureDependencies() {
  const current = () => readStamp(DEPENDENCIES_STAMP) === hashOf([LOCKFILE]);
  if (current()) return;
  await withLock('dependencies', async () => {
    if (current()) return;
    if (!installedMatches()) {
      say('installing dependencies (npm ci)');
      if ((await runNpm(['ci', '--no-audit', '--no-fund'])) !== 0) throw new Error('npm ci failed');
    }
    writeStamp(DEPENDENCIES_STAMP, hashOf([LOCKFILE]));
  });
}

/** Whether the user already ran npm by hand: the versions that npm reports match the lock file. */
function installedMatches() {
  const installedFile = at('node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = Object.entries(JSON.parse(readFileSync(LOCKFILE, 'utf8')).packages);
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return wanted.every(([path, item]) => {
    if (path === '' || item.link) return true;
    // Optional packages are for other platforms; an installed one with another version still counts.
    return path in installed ? installed[path].version === item.version : Boolean(item.optional || item.devOptional);
  });
}

/**
 * Builds main, preload and page into out/ when any source changed since the last build; silent otherwise.
 * Safe to call from several processes at the same time; expects the dependencies to be installed.
 * @throws {Error} if the build fails; its output is on stderr.
 */
export async function ensureBuild() {
  const current = () => readStamp(BUILD_STAMP) === sourcesHash() && BUILT.every((file) => existsSync(at('out', file)));
  if (current()) return;
  await withLock('build', async () => {
    if (current()) return;
    say('building (electron-vite build)');
    // Taken before the build, so that an edit during it makes the next call build again.
    const hash = sourcesHash();
    rmSync(BUILD_STAMP, { force: true });
    const code = await runTool('electron-vite', 'electron-vite', ['build', '--logLevel', 'warn']);
    if (code !== 0) throw new Error(`the build failed (electron-vite exit ${code})`);
    writeStamp(BUILD_STAMP, hash);
  });
}

const sourcesHash = () => hashOf(SOURCES.map((path) => at(path)), isSource);

/** Dependencies, build unless it is not needed, and `more`; ends this program with one sentence if something of it fails. */
export async function prepare(more, { build = true } = {}) {
  try {
    await ensureDependencies();
    if (build) await ensureBuild();
    await more?.();
  } catch (error) {
    say(error.message);
    process.exit(1);
  }
}
