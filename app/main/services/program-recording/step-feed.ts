/** The steps of a recording on their way to a page: in batches, and only announced when they come faster than a page takes them. */
import { RECORDING } from '../../../shared/base/limits.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { Step } from '../../../shared/trace/step.ts';

/** Milliseconds between two batches. */
const EVERY_MS = 50;

export class StepFeed {
  readonly #log: TraceLog;
  readonly #tell: (from: number, steps: readonly Step[], length: number) => void;
  #told = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(log: TraceLog, tell: (from: number, steps: readonly Step[], length: number) => void) {
    this.#log = log;
    this.#tell = tell;
  }

  /** There are new steps. */
  grew(): void {
    this.#timer ??= setTimeout(() => { this.flush(); }, EVERY_MS);
  }

  /** What follows is about the steps so far. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const [from, { length }] = [this.#told, this.#log];
    if (length === from) return;
    this.#told = length;
    this.#tell(from, this.#log.steps().slice(from, from + RECORDING.stepsPerAnswer), length);
  }
}
