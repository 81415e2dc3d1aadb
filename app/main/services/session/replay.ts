/** The start of a branch: performs recorded steps again, and reports where the results differ. */
import type { ReplayState } from '../../../shared/contract/contract.ts';
import { ReplayCheck } from '../../../shared/trace/replay.ts';
import type { Step } from '../../../shared/trace/step.ts';

export interface ReplayOf {
  /** The session that was recorded. */
  session: string;
  /** Steps of the branch's scenario up to the recorded point. */
  prefix: number;
  /** The recorded steps by their place in the branch's scenario. */
  recorded: ReadonlyMap<number, Step>;
  /** The record up to that point. */
  record: readonly Step[];
}

/** Further differences are counted but not listed: after the first ones the runs have little in common. */
const TOLD = 20;

export class Replay {
  readonly #of: ReplayOf;
  readonly #check: ReplayCheck;
  #ended = false;

  constructor(of: ReplayOf) {
    this.#of = of;
    this.#check = new ReplayCheck(of.recorded, of.record);
  }

  /** Steps of the branch's scenario up to the recorded point. */
  get steps(): number {
    return this.#of.prefix;
  }

  state(): ReplayState {
    const { differences } = this.#check;
    return {
      of: this.#of.session, at: this.#of.record.length, steps: this.#of.prefix, done: this.#ended,
      differences: differences.slice(0, TOLD), count: differences.length,
    };
  }

  /** Compares a step with the record; true if it found a difference. */
  see(step: Step): boolean {
    const { length } = this.#check.differences;
    if (!this.#ended) this.#check.see(step);
    return this.#check.differences.length > length;
  }

  /** True once: when the last recorded step has been performed again. */
  justEnded(performed: number): boolean {
    if (this.#ended || performed < this.#of.prefix) return false;
    this.#ended = true;
    this.#check.end();
    return true;
  }
}
