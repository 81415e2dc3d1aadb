/** Reads the collection of asserted behavior: every file of the folder, expanded to scenarios. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type AssertedCase, expandGroup } from '../../../shared/asserted/expand.ts';
import {
  type Contradiction, type Departure, collectionSchema, contradictionsSchema, departuresSchema, setupsSchema, sourcesSchema,
} from '../../../shared/asserted/format.ts';
import { InputProblem, pathText } from '../../../shared/base/input-problem.ts';

export interface AssertedCollection {
  cases: readonly AssertedCase[];
  contradictions: readonly Contradiction[];
  departures: readonly Departure[];
}

const NOT_GROUPS: readonly string[] = ['sources.json', 'setups.json', 'contradictions.json', 'departures.json'];

/** Throws InputProblem for an invalid file, for a group id that occurs twice, and for a listed assertion that does not exist. */
export async function readCollection(folder: string): Promise<AssertedCollection> {
  const sources = await readChecked(join(folder, 'sources.json'), sourcesSchema);
  const setups = await readChecked(join(folder, 'setups.json'), setupsSchema);
  const cases: AssertedCase[] = [];
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && !NOT_GROUPS.includes(file)).sort();
  for (const file of files) {
    const { source: key, groups } = await readChecked(join(folder, file), collectionSchema);
    const source = Object.hasOwn(sources, key) ? sources[key] : undefined;
    if (!source) throw new InputProblem(`no source is named "${key}"`, file, `Known: ${Object.keys(sources).join(', ')}.`);
    for (const group of groups) {
      if (cases.some((known) => known.group.id === group.id))
        throw new InputProblem(`two groups are named "${group.id}"`, file, 'Rename one of them.');
      cases.push(expandGroup(group, source, setups));
    }
  }
  const contradictions = await readChecked(join(folder, 'contradictions.json'), contradictionsSchema);
  const departures = await readChecked(join(folder, 'departures.json'), departuresSchema);
  const ids = new Set(cases.flatMap((one) => one.assertions.map((assertion) => assertion.id)));
  const unknown = [...contradictions, ...departures].flatMap((entry) => entry.assertions).find((id) => !ids.has(id));
  if (unknown !== undefined)
    throw new InputProblem(`no assertion is named "${unknown}"`, 'contradictions.json or departures.json', 'Remove the entry.');
  return { cases, contradictions, departures };
}

async function readChecked<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InputProblem(`cannot be read: ${(error as Error).message}`, path, 'Restore the file from the repository.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputProblem(issue.message, `${path}: ${pathText(issue.path)}`, 'The format is described in assets/asserted/README.md.');
}
