import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * One hash over the names and contents of files and folders (absolute paths; absent ones count as absent).
 * @param {(path: string) => boolean} wanted false leaves a file out
 * @returns {string} hex
 */
export function hashOf(paths, wanted = () => true) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(path)) hash.update(`absent ${relative(root, path)}\n`);
    else if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (wanted(path)) hash.update(`${relative(root, path)}\n`).update(readFileSync(path)).update('\n');
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}

/** The content of a stamp file, or undefined. */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Writes a stamp file; its folder must exist. */
export function writeStamp(file, value) {
  writeFileSync(file, `${value}\n`);
}
