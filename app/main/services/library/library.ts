/** The scenarios that come with the program. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LibraryEntry } from '../../../shared/contract/contract.ts';
import { checkScenario, parseScenario } from '../../../shared/scenario/check.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { errorNumber } from '../../../shared/calls/errors.ts';
import { nearest } from '../../../shared/base/nearest.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { firstSentence, questionRank } from '../../../shared/scenario/questions.ts';

const FOLDERS = ['winsock', 'linux'] as const;

/** Texts of the steps, apart from references, and the numbers of errors that they expect. */
function wordsOf({ steps, rules }: Scenario): string[] {
  const texts = steps.flatMap(textsIn).filter((text) => !text.startsWith('$'));
  const numbers = texts.map((text) => errorNumber(rules, text)).filter((number) => number !== undefined);
  return [...new Set([...texts, ...numbers.map(String)])];
}

const textsIn = (value: unknown): string[] =>
  (typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []);

export class Library {
  readonly #folder: string;
  #entries: Promise<ReadonlyMap<string, Scenario>> | null = null;

  /** `assetsDir` holds `scenarios/winsock` and `scenarios/linux`. */
  constructor(assetsDir: string) {
    this.#folder = join(assetsDir, 'scenarios');
  }

  /** Grouped by question; within a question, Winsock before Linux, then by file name. */
  async list(): Promise<LibraryEntry[]> {
    return [...await this.#load()].map(([id, s]) => ({
      id, title: s.title, rules: s.rules, group: s.question ?? 'Other scenarios',
      description: firstSentence(s.description ?? ''), story: s.description ?? '', teaches: s.teaches ?? [], case: s.case ?? null,
      processes: s.processes.map((p) => p.name), steps: s.steps.length, words: wordsOf(s),
    }));
  }

  /** Returns a copy that the caller can modify. Throws InputProblem for an unknown id. */
  async read(id: string): Promise<Scenario> {
    const found = (await this.#load()).get(id);
    if (!found) {
      const hint = nearest(id, [...(await this.#load()).keys()]);
      throw new InputProblem(`the library has no scenario "${id}"`, 'scenario',
        hint ? `Did you mean "${hint}"?` : 'To list the scenarios, run "handoff run --list".');
    }
    return checkScenario(structuredClone(found));
  }

  #load(): Promise<ReadonlyMap<string, Scenario>> {
    this.#entries ??= this.#read();
    return this.#entries;
  }

  async #read(): Promise<ReadonlyMap<string, Scenario>> {
    const entries = new Map<string, Scenario>();
    for (const folder of FOLDERS) {
      const names = await readdir(join(this.#folder, folder));
      for (const name of names.filter((n) => n.endsWith('.json')).sort()) {
        const path = join(this.#folder, folder, name);
        entries.set(`${folder}/${name.slice(0, -'.json'.length)}`, parseScenario(await readFile(path, 'utf8'), path));
      }
    }
    return new Map([...entries].sort(([, a], [, b]) => questionRank(a.question) - questionRank(b.question)));
  }
}
