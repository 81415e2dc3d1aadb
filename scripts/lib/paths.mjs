import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The project root: the folder that holds package.json. */
export const root = resolve(import.meta.dirname, '..', '..');

/** An absolute path under the project root. */
export const at = (...parts) => join(root, ...parts);

/** The project's cache folder (ignored by git), made on first use. */
export function cacheDir() {
  const dir = at('.cache');
  mkdirSync(dir, { recursive: true });
  // A Wine prefix in it links to the root of the disk; this keeps tools that walk the project out of it.
  const ignore = join(dir, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  return dir;
}

/** The first executable of these names on the PATH, or undefined. */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** One line to stderr: stdout belongs to whatever the command prints as its result. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
