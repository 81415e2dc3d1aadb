/** A run: steps with pauses until the end, a problem, a breakpoint, or a pause. */
import type { SessionState } from '../../../shared/contract/session.ts';
import { type Breakpoint, firstMet } from '../../../shared/trace/breakpoints.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { Pace } from './pace.ts';

/** Settings of a run: milliseconds between its steps, and where it stops. */
export interface RunOrder {
  /** Keeps its value if absent. */
  pace?: number | undefined;
  breakpoints?: readonly Breakpoint[] | undefined;
}

/** The session that runs. */
export interface Running {
  readonly log: TraceLog;
  /** Number of performed steps of the scenario. */
  performed(): number;
  /** Whether every step of the scenario is performed. */
  finished(): boolean;
  isRunning(): boolean;
  /** Performs the next step, in turn. */
  next(): Promise<void>;
  /** True once: when the last recorded step of a branch has been performed again. */
  replayEnded(): boolean;
}

export class RunLoop {
  readonly pace = new Pace();
  /** Why the last run failed. */
  problem: string | null = null;
  /** The breakpoint at which the last run stopped. */
  stopped: SessionState['stopped'] = null;
  readonly #of: Running;

  constructor(of: Running) {
    this.#of = of;
  }

  /** Resolves when the run ends. @param hurryTo it makes no pauses until that many steps are performed. */
  async run(breakpoints: readonly Breakpoint[], hurryTo: number): Promise<void> {
    while (this.#of.isRunning()) {
      const before = this.#of.log.length;
      try {
        await this.#of.next();
      } catch (error) {
        this.problem = (error as Error).message;
        return;
      }
      const replayed = this.#of.replayEnded();
      if (!this.#of.isRunning() || this.#of.finished() || replayed || this.#of.performed() === hurryTo) return;
      this.stopped = firstMet(this.#of.log.steps().slice(before), breakpoints);
      if (this.stopped) return;
      await this.pace.wait(this.#of.performed() < hurryTo);
    }
  }
}
