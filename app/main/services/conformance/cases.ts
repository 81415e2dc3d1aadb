/** Loads the case files: every scenario under the given folders. */
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Case } from './types.ts';

/** Sorted by name. Throws InputProblem for an invalid scenario, or if there is none. */
export async function readCases(root: string, folders: readonly string[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const folder of folders) {
    for (const path of await jsonFiles(folder)) {
      const id = relative(root, path).replaceAll('\\', '/');
      cases.push({ id, scenario: parseScenario(await readFile(path, 'utf8'), id) });
    }
  }
  if (cases.length === 0) throw new InputProblem('no scenario was found', folders.join(', '), 'Name folders that hold scenario files.');
  return cases;
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((e) => e.isFile() && e.name.endsWith('.json')).map((e) => join(e.parentPath, e.name)).sort();
  } catch (error) {
    // Packages do not contain the project's tests.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
