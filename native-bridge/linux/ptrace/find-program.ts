/** Finds a program as a shell does, so that a missing one is a message and not a recording of a shell that fails. */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Why the program cannot be started; null if it can. `path`: folders as in PATH. `folder`: where it starts. */
export function programProblem(name: string, path: string, folder = '.'): string | null {
  const places = name.includes('/') ? [resolve(folder, name)]
    : path.split(':').map((place) => resolve(folder, place, name));
  const there = places.filter(isFile);
  if (there.length === 0) return `cannot start ${name}: there is no such program`;
  return there.some(isExecutable) ? null : `cannot start ${name}: the file is not executable`;
}

function isFile(place: string): boolean {
  try {
    return statSync(place).isFile();
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
