/** The files of this checkout, and what they import from each other. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..', '..');

/** Files that git tracks or would track, as paths from the root, present on disk. */
export function sourceFiles(...patterns: string[]): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Paths of the files that a source file imports by relative specifiers; type imports and dynamic ones included. */
export function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"?]+)/g);
  return [...found].map(([, specifier]) => normalize(join(dirname(file), specifier!)));
}

/** Whether the file ships: no test and no fixture. */
export const isProduction = (file: string): boolean => /\.tsx?$/.test(file) && !/\.(test|spec|fixture)\.tsx?$/.test(file);
