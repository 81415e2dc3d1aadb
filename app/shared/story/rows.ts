/** The rows of a list of steps in which episodes are folded: an episode has a row, and its steps follow it while it is open. */
import { lastUpTo } from '../base/last-up-to.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { Episode } from './episodes.ts';

export type StoryRow = { kind: 'step'; n: StepNumber } | { kind: 'episode'; episode: Episode; open: boolean };

export class StoryRows {
  /** Number of rows. */
  readonly count: number;
  readonly #episodes: readonly Episode[];
  readonly #open: ReadonlySet<StepNumber>;
  /** The row and the first step of each episode. */
  readonly #at: number[] = [];
  readonly #from: number[] = [];

  /** @param open first steps of the episodes that are open. @param total number of steps. */
  constructor(episodes: readonly Episode[], open: ReadonlySet<StepNumber>, total: number) {
    this.#episodes = episodes;
    this.#open = open;
    let extra = 0;
    for (const { from, to } of episodes) {
      this.#at.push(from - 1 + extra);
      this.#from.push(from);
      extra += open.has(from) ? 1 : from - to;
    }
    this.count = total + extra;
  }

  /** @param row from 0. */
  at(row: number): StoryRow {
    const i = lastUpTo(this.#at, row);
    const episode = this.#episodes[i];
    if (!episode) return { kind: 'step', n: row + 1 };
    const open = this.#open.has(episode.from);
    const past = row - this.#at[i]!;
    if (past === 0) return { kind: 'episode', episode, open };
    return { kind: 'step', n: open ? episode.from + past - 1 : episode.to + past };
  }

  /** The row that shows a step; -1 before the first. */
  rowOf(n: StepNumber): number {
    const i = lastUpTo(this.#from, n);
    const episode = this.#episodes[i];
    if (!episode) return n - 1;
    const past = this.#open.has(episode.from) ? n - episode.from + 1 : Math.max(0, n - episode.to);
    return this.#at[i]! + past;
  }
}
