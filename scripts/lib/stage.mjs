import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, cacheDir } from './paths.mjs';
import { unpackPinned } from './npm-package.mjs';

/** The targets for packages: Node's name of the platform, and electron-builder's name of its option. */
export const TARGETS = Object.freeze(Object.fromEntries(
  [['linux', 'linux'], ['win32', 'win'], ['darwin', 'mac']].flatMap(([platform, option]) =>
    ['x64', 'arm64'].map((arch) => [`${platform}-${arch}`, { platform, arch, option }]))));

/** The parts of the project to include; the replay page if it is built. */
const PARTS = ['out/main', 'out/preload', 'out/renderer', 'out/renderer-replay', 'assets', 'LICENSE', 'scripts/pack-check.mjs'];
/** Used only by the browser's host: an Electron package does without. */
const NOT_IN_ELECTRON = ['ws'];
/** The names of resvg's binaries. */
const ABI = { linux: '-gnu', win32: '-msvc', darwin: '' };
/** Of koffi: only its CommonJS loader, which is the one in use. The rest is source, build files and the ES loader. */
const KOFFI_FILES = ['index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs', 'package.json', 'LICENSE.txt'];
/** Of the others: the files that their ES entries reach. */
const DROPPED = [/[\\/]zod[\\/](src|v3|v4[\\/]mini|mini)([\\/]|$)/, /\.(cjs|cts|mts|ts|map|md)$/];

/**
 * Creates the folder that is packed for one target: built files, assets and runtime dependencies, with the
 * binaries of that target and no other, downloaded if missing and checked by the integrity in
 * package-lock.json. Expects a build in `out/`.
 * @param {{ platform: string, arch: string }} target
 * @returns {Promise<string>} its path, under .cache/pack
 * @throws {Error} if the binary can neither be found nor downloaded, or does not match.
 */
export async function stage({ platform, arch }) {
  const folder = join(cacheDir(), 'pack', `${platform}-${arch}`, 'app');
  rmSync(folder, { recursive: true, force: true });
  const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  for (const part of PARTS) if (existsSync(at(part))) copy(at(part), join(folder, part));
  const names = Object.keys(manifest.dependencies).filter((name) => !NOT_IN_ELECTRON.includes(name));
  for (const name of names) copyPackage(name, join(folder, 'node_modules', name));
  const dependencies = Object.fromEntries(names.map((name) => [name, manifest.dependencies[name]]));
  for (const name of [`@koromix/koffi-${platform}-${arch}`, `@resvg/resvg-js-${platform}-${arch}${ABI[platform]}`])
    dependencies[name] = await binary(name, folder);
  const { name, productName, version, description, license, author, type, main } = manifest;
  writeFileSync(join(folder, 'package.json'),
    `${JSON.stringify({ name, productName, version, description, license, author, type, main, dependencies }, null, 2)}\n`);
  return folder;
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !path.endsWith('.map') });
}

function copyPackage(name, to) {
  const from = at('node_modules', name);
  if (name === 'koffi') for (const file of KOFFI_FILES) copy(join(from, file), join(to, file));
  else cpSync(from, to,
    { recursive: true, dereference: true,
      filter: (path) => !DROPPED.some((pattern) => pattern.test(path.slice(from.length - name.length - 1))) });
  // Some packages list the binaries of all platforms as optional; a package contains one.
  const path = join(to, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  delete manifest.optionalDependencies;
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** A package that contains only a binary; its version. */
async function binary(name, folder) {
  const entry = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages[`node_modules/${name}`];
  if (!entry?.integrity) throw new Error(`package-lock.json knows no ${name}: this target is not supported`);
  const store = join(cacheDir(), 'pack', 'binaries');
  await unpackPinned(name, { version: entry.version, integrity: entry.integrity }).unpack(store);
  copy(join(store, name), join(folder, 'node_modules', name));
  return entry.version;
}
