/** A log of strace as a source: one file, or the files of -ff. */
import type { RawEvent } from '../../../shared/recording/raw.ts';
import type { Loss, RecordingSink, RecordingSource } from '../../../shared/recording/source.ts';
import { LOSS_EXAMPLES } from '../../../shared/recording/source.ts';
import { Clock } from '../../../shared/recording/strace/line.ts';
import { mergeByTime } from '../../../shared/recording/strace/merge.ts';
import { StraceReader } from '../../../shared/recording/strace/reader.ts';
import type { Tally } from '../../../shared/recording/tally.ts';

/** A file of a log. `bytes`: its whole content. */
export interface LogFile { name: string; bytes: Buffer }

/** Events per batch. */
const BATCH = 4096;

export class StraceText implements RecordingSource {
  readonly id = 'strace-text';
  readonly #files: readonly LogFile[];
  readonly #readers: StraceReader[] = [];
  readonly #wanted: (name: string) => boolean;
  readonly #tally: Tally;

  /** `wanted`: calls to follow; the others are counted in `tally`. */
  constructor(files: readonly LogFile[], wanted: (name: string) => boolean, tally: Tally) {
    this.#files = files;
    this.#wanted = wanted;
    this.#tally = tally;
  }

  get loss(): Loss {
    const all = this.#readers.map((reader) => reader.loss);
    return { lost: 0, unread: all.reduce((sum, { unread }) => sum + unread, 0),
      examples: all.flatMap(({ examples }) => examples).slice(0, LOSS_EXAMPLES) };
  }

  /** @throws InputProblem for several files without times. */
  start(sink: RecordingSink): Promise<void> {
    const events = this.#files.length === 1 ? this.#eventsOf(this.#files[0]!, null) : this.#merged();
    for (let i = 0; i < events.length; i += BATCH) sink.events(events.slice(i, i + BATCH));
    sink.ended(null);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  #merged(): RawEvent[] {
    const clock = () => new Clock(this.#firstTime());
    return mergeByTime(this.#files.map((file) => ({ name: file.name, events: this.#eventsOf(file, taskIn(file.name), clock()) })));
  }

  /** All files count from the same moment. */
  #firstTime(): number | null {
    const times = this.#files.flatMap(({ bytes }) => Clock.timeOf(bytes.toString('latin1', 0, 64)) ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  #eventsOf({ bytes }: LogFile, task: number | null, clock?: Clock): RawEvent[] {
    const reader = new StraceReader(this.#wanted, this.#tally, task, clock);
    this.#readers.push(reader);
    // One character per byte, as the names and data of other programs have no encoding.
    return bytes.toString('latin1').split('\n').flatMap((line) => reader.line(line));
  }
}

/** Thread id at the end of a file name of -ff. */
export const taskIn = (name: string): number | null => Number(/\.(\d+)$/.exec(name)?.[1] ?? NaN) || null;
