/** Recents and unsaved work of one data folder, as the services use them. Without a folder nothing is stored. */
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { KEPT_TRACE } from '../../../shared/contract/work.ts';
import type { RecentContent, RecentEntry, RestoredWork, UnsavedEntry } from '../../../shared/contract/work.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { ProviderId, TraceHeader } from '../../../shared/trace/step.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { Recents } from './recents.ts';
import { Unsaved, UnsavedFile } from './unsaved.ts';

/** Longer recordings are not compressed just to be kept. */
const MOST_STEPS = 30_000;

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

  /** A recording that has ended. @throws Error if it is too large for the list, which only a file can keep then. */
  async keepRecording(log: TraceLog): Promise<void> {
    if (this.#recents === null || log.length === 0) return;
    if (log.length > MOST_STEPS) throw new Error(`recent files have at most ${MOST_STEPS} steps, and it has ${log.length}`);
    const gzip = (await promisify(gzipCallback)(writeTrace(log))).toString('base64');
    const { header: { scenario: { title }, provider } } = log;
    if (gzip.length > KEPT_TRACE) throw new Error(`recent files have at most ${KEPT_TRACE} bytes, and it has ${gzip.length}`);
    await this.#recents.add(title, { kind: 'trace', file: title, gzip }, provider);
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
