/** Recently opened files: a list in one file, and their content in files beside it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecentContent, RecentEntry } from '../../../shared/contract/work.ts';
import { libraryId, providerId } from '../../../shared/contract/ids.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { writeWhole } from './atomic.ts';
import { lockedInTurn } from './lock.ts';

const MOST = 12;

const entrySchema = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/), title: z.string(), kind: z.enum(['library', 'scenario', 'trace']), provider: providerId,
  at: z.string(),
  library: libraryId.optional(), file: z.string().optional(),
});
const listSchema = z.object({ version: z.literal(1), entries: z.array(entrySchema).max(1000) });
type Kept = z.infer<typeof entrySchema>;

export class Recents {
  readonly #folder: string;
  readonly #now: () => Date;
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string, now: () => Date) {
    this.#folder = folder;
    this.#now = now;
  }

  /** The latest first. An unreadable list counts as empty. */
  async list(): Promise<RecentEntry[]> {
    return (await this.#read()).map(({ id, title, kind, provider, at }) => ({ id, title, kind, provider, at }));
  }

  /** Moves it to the front. Never rejects: a full disk must not prevent opening a scenario. */
  add(title: string, content: RecentContent, provider: Kept['provider']): Promise<void> {
    return this.#inTurn(async () => {
      const id = idOf(content);
      const at = this.#now().toISOString();
      const { kind } = content;
      if (content.kind !== 'library')
        await writeWhole(this.#path(id), content.kind === 'scenario' ? content.text : Buffer.from(content.gzip, 'base64'));
      const entry: Kept = { id, title, kind, provider, at,
        ...('library' in content ? { library: content.library } : { file: content.file }) };
      // Read again immediately before writing: another instance might have written.
      const all = [entry, ...(await this.#read()).filter((e) => e.id !== id)];
      await this.#write(all.slice(0, MOST));
      for (const old of all.slice(MOST)) await rm(this.#path(old.id), { force: true });
    });
  }

  /** @throws InputProblem if it no longer exists. */
  async content(id: string): Promise<RecentContent> {
    const entry = (await this.#read()).find((e) => e.id === id);
    const gone = () => new InputProblem('it is no longer in the recent list', 'id', 'Open the file again.');
    if (!entry) throw gone();
    const { kind, provider, library, file = entry.title } = entry;
    if (kind === 'library') {
      if (library === undefined) throw gone();
      return { kind, provider, library };
    }
    const bytes = await readFile(this.#path(id)).catch(() => { throw gone(); });
    return kind === 'scenario' ? { kind, provider, file, text: bytes.toString('utf8') } : { kind, file, gzip: bytes.toString('base64') };
  }

  forget(): Promise<void> {
    return this.#inTurn(async () => {
      const all = await this.#read();
      await this.#write([]);
      for (const { id } of all) await rm(this.#path(id), { force: true });
    });
  }

  #path(id: string): string {
    return join(this.#folder, 'recent', id);
  }

  async #read(): Promise<Kept[]> {
    try {
      return listSchema.parse(JSON.parse(await readFile(join(this.#folder, 'recent.json'), 'utf8'))).entries;
    } catch {
      return [];
    }
  }

  #write(entries: readonly Kept[]): Promise<void> {
    return writeWhole(join(this.#folder, 'recent.json'), `${JSON.stringify({ version: 1, entries }, null, 1)}\n`);
  }

  /** Runs after this process's pending writes, and while no other instance changes the list. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await lockedInTurn(join(this.#folder, 'recent.json'), work);
    }).catch(() => undefined);
    return this.#last;
  }
}

/** Opening the same item again updates its entry. */
function idOf(content: RecentContent): string {
  const what = content.kind === 'library' ? content.library : content.kind === 'scenario' ? content.text : content.gzip;
  return createHash('sha256').update(`${content.kind} ${what}`).digest('hex').slice(0, 16);
}
