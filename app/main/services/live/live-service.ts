/** Answers the live requests of the contract. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { HostEvent, Input } from '../../../shared/contract/contract.ts';
import type { liveRequests } from '../../../shared/contract/live.ts';
import type { LiveCapture, LiveFile, LiveWatch } from '../../../shared/live/answers.ts';
import { compareCaptures } from '../../../shared/live/compare.ts';
import { csvLines } from '../../../shared/live/csv.ts';
import { parseSocketFilter } from '../../../shared/live/filter.ts';
import { peerOf } from '../../../shared/live/peer.ts';
import { matching } from '../../../shared/live/match.ts';
import { readCapture } from '../../../shared/live/read-file.ts';
import { captureLines } from '../../../shared/live/write-file.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { brief } from '../../../shared/base/visible.ts';
import type { Handlers } from '../requests/handlers.ts';
import { Captures, holderIn, socketIn, type Stored } from './captures.ts';
import { detailOf } from './detail.ts';
import { Fetching } from './fetching.ts';
import { openScanner, type Scanner, type ScanOptions } from './scanner.ts';
import { LiveViews } from './views.ts';

const EVERY_MS = 1000;
/** Limit of a decompressed capture, in bytes. */
const LARGEST_CAPTURE = 512 * 1024 * 1024;

export class LiveService {
  readonly #outDir: string;
  readonly #emit: (event: HostEvent) => void;
  readonly #captures = new Captures();
  readonly #views = new LiveViews();
  readonly #fetching = new Fetching();
  #scanner: Scanner | null = null;
  /** Captures are taken one at a time. */
  #busy: Promise<unknown> = Promise.resolve();
  #watch: LiveWatch & ScanOptions = { on: false, everyMs: EVERY_MS, tier: 'auto' };
  #timer: NodeJS.Timeout | null = null;
  #watched: Stored | null = null;

  /** `outDir` holds the built worker. */
  constructor(outDir: string, emit: (event: HostEvent) => void) {
    this.#outDir = outDir;
    this.#emit = emit;
  }

  readonly handlers: Omit<Handlers<keyof typeof liveRequests>, 'live.session'> = {
    'live.scan': async ({ tier = 'auto', full = false }) => (await this.#scan({ tier, full })).summary,
    'live.rows': ({ capture, since, filter, sort, from, count }) => this.#views.rows(
      this.#captures.find(capture).capture, since === undefined ? null : this.#captures.find(since).capture, filter, sort, { from, count },
    ),
    'live.groups': ({ capture, filter, count, sharedOnly = false }) =>
      this.#views.groups(this.#captures.find(capture).capture, filter, count, sharedOnly),
    'live.detail': async ({ capture, socket }) => {
      const stored = this.#captures.find(capture);
      const s = socketIn(stored, socket);
      const ends = [s, peerOf(stored.capture, s)].filter((end) => end !== null);
      if (stored.summary.source.kind === 'scan') await this.#scanner?.lookFurther(stored.capture, ends);
      return detailOf(stored, s);
    },
    'live.watch': (input) => this.#setWatch(input),
    'live.compare': ({ before, after, filter, from, count }) =>
      this.#views.compare(this.#captures.find(before).capture, this.#captures.find(after).capture, filter, { from, count }),
    'live.save': ({ capture, as, filter }) => fileOf(this.#captures.find(capture), as, filter ?? ''),
    'live.open': (input) => this.#open(input),
    'live.drop': ({ capture }) => this.#captures.drop(this.#captures.find(capture).id),
    'live.fetch': ({ capture, holder }) => {
      const stored = this.#captures.find(capture);
      return this.#fetching.ask(stored, holderIn(stored, holder));
    },
    'live.fetchConfirm': ({ question }) => this.#fetching.confirm(question),
    'live.fetched': () => this.#fetching.list(),
    'live.release': ({ fetched }) => this.#fetching.release(fetched),
  };

  get captures(): Captures {
    return this.#captures;
  }

  /** The copies that are held. */
  get fetching(): Fetching {
    return this.#fetching;
  }

  /** Stops watching, and drops every capture but the last. */
  relieve(): void {
    this.#setWatch({ on: false });
    this.#captures.keepLast();
  }

  /** Stops watching, and closes every copy. */
  async dispose(): Promise<void> {
    this.#setWatch({ on: false });
    this.#fetching.releaseAll();
    await this.#busy.catch(() => {});
    await this.#scanner?.close();
    this.#scanner = null;
  }

  #scan(options: ScanOptions): Promise<Stored> {
    const next = this.#busy.then(async () => {
      this.#scanner ??= openScanner(this.#outDir);
      const start = performance.now();
      const capture = await this.#scanner.scan(options);
      return this.#captures.add(capture, { kind: 'scan' }, performance.now() - start);
    });
    this.#busy = next.catch(() => {});
    return next;
  }

  #setWatch({ on, everyMs = EVERY_MS, tier = 'auto' }: Input<'live.watch'>): LiveWatch {
    this.#watch = { on, everyMs, tier };
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (on) this.#schedule(0);
    else this.#watched = null;
    return { on, everyMs };
  }

  #schedule(afterMs: number): void {
    this.#timer = setTimeout(() => void this.#look(), afterMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const watch = this.#watch;
    const start = performance.now();
    try {
      const stored = await this.#scan(watch);
      // The watch was switched off or changed during the capture.
      if (this.#watch !== watch) return;
      this.#tell(stored);
    } catch (error) {
      if (this.#watch !== watch) return;
      // One capture worked, so another can: the error concerns this attempt only.
      process.stderr.write(`${brief(`Cannot scan this machine: ${(error as Error).message}`)}\n`);
    }
    this.#schedule(Math.max(watch.everyMs / 4, watch.everyMs - (performance.now() - start)));
  }

  #tell(stored: Stored): void {
    const before = this.#watched !== null && this.#captures.has(this.#watched.id) ? this.#watched : null;
    this.#watched = stored;
    const { added, updated, removed } = before ? compareCaptures(before.capture, stored.capture) : { added: [], updated: [], removed: [] };
    this.#emit({ event: 'live.changed', capture: stored.summary, before: before?.id ?? null, added: added.length, updated: updated.length,
      removed: removed.length });
  }

  #open(input: Input<'live.open'>): LiveCapture {
    const start = performance.now();
    const text = 'text' in input ? input.text : unpacked(input.gzip, input.file);
    const { capture, damage } = readCapture(text, input.file);
    return this.#captures.add(capture, { kind: 'file', file: input.file, damage }, performance.now() - start).summary;
  }
}

function unpacked(base64: string, file: string): string {
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: LARGEST_CAPTURE }).toString('utf8');
  } catch {
    throw new InputProblem('it is not a gzip file or is too large', file,
      'Choose a capture saved by the inspector, at most 512 MB unpacked.');
  }
}

function fileOf({ capture }: Stored, as: 'ndjson' | 'ndjson.gz' | 'csv', filter: string): LiveFile {
  const parsed = parseSocketFilter(filter);
  if (!parsed.ok) throw new InputProblem(parsed.problem.replace(/\.$/, ''), 'the filter', 'Nothing was saved.');
  const rows = matching(capture, parsed.filter);
  const iso = (ms: number) => new Date(ms).toISOString();
  const name = `sockets-${capture.header.host.name}-${iso(capture.header.startedAt).replaceAll(/[:.]/g, '-')}.${as}`;
  if (as === 'csv') return { name, mime: 'text/csv', encoding: 'text', content: [...csvLines(capture, rows, iso)].join('') };
  const text = `${[...captureLines(capture, rows)].join('\n')}\n`;
  if (as === 'ndjson') return { name, mime: 'application/x-ndjson', encoding: 'text', content: text };
  return { name, mime: 'application/gzip', encoding: 'base64', content: gzipSync(text).toString('base64') };
}
