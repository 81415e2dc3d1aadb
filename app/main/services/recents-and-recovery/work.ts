/** Recents and unsaved work of one data folder, as the services use them. Without a folder nothing is stored. */
import type { RecentContent, RecentEntry, RestoredWork, UnsavedEntry } from '../../../shared/contract/work.ts';
import type { ProviderId, TraceHeader } from '../../../shared/trace/step.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { Recents } from './recents.ts';
import { Unsaved, UnsavedFile } from './unsaved.ts';

export class Work {
  readonly #folder: string | null;
  readonly #recents: Recents | null;
  readonly #unsaved: Unsaved | null;
  /** Ids of the files that sessions of this process write. */
  readonly #open = new Set<string>();
  readonly #now = () => new Date();

  /** `dataDir`: created on the first write; null stores nothing. */
  constructor(dataDir: string | null) {
    this.#folder = dataDir;
    this.#recents = dataDir === null ? null : new Recents(dataDir, this.#now);
    this.#unsaved = dataDir === null ? null : new Unsaved(dataDir);
  }

  async list(): Promise<{ recent: RecentEntry[]; unsaved: UnsavedEntry[] }> {
    return { recent: (await this.#recents?.list()) ?? [], unsaved: (await this.#unsaved?.list((id) => this.#open.has(id))) ?? [] };
  }

  async opened(title: string, content: RecentContent, provider: ProviderId): Promise<void> {
    await this.#recents?.add(title, content, provider);
  }

  recent(id: string): Promise<RecentContent> {
    return this.#recents?.content(id) ?? Promise.reject(nothingKept());
  }

  async forgetRecent(): Promise<void> {
    await this.#recents?.forget();
  }

  /** The file that a session appends to; null if nothing is stored. `onLost` receives the reason when writing stops. */
  file(header: TraceHeader, onLost: (why: string) => void): SessionFile | null {
    if (this.#folder === null) return null;
    return new SessionFile(new UnsavedFile(this.#folder, header, this.#now(), onLost), this.#open);
  }

  restore(id: string): Promise<RestoredWork> {
    return this.#unsaved?.restore(id) ?? Promise.reject(nothingKept());
  }

  async discard(id: string): Promise<void> {
    await this.#unsaved?.discard(id);
  }
}

/** The unsaved file of an open session, which is not offered for recovery. */
export class SessionFile {
  readonly #file: UnsavedFile;
  readonly #open: Set<string>;

  constructor(file: UnsavedFile, open: Set<string>) {
    this.#file = file;
    this.#open = open;
    open.add(file.id);
  }

  readonly add: UnsavedFile['add'] = (line) => { this.#file.add(line); };

  async end(keep: boolean): Promise<void> {
    await this.#file.end(keep);
    this.#open.delete(this.#file.id);
  }
}

const nothingKept = () => new InputProblem('recent work is not stored', 'id', 'The host was started without a data folder.');
