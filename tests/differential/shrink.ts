/** Many sequences from one seed; what fails is made small and kept. */
import fc from 'fast-check';
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import { Tally, findings } from './judge.ts';
import { pathOf, text } from './save-regression.ts';
import type { PeerPool } from './peer-pool.ts';
import { RAW, type Raw } from './random-source.ts';
import { type Ran, SequenceFailed, runDrawn } from './run-drawn.ts';
import { type Watched, watch } from './watchdog.ts';

/** What a remote bridge says when its host has ended. */
const HOST_GONE = 'bridge host is gone';

export interface Found {
  seed: number;
  lines: readonly string[];
  /** The smallest sequence that still fails; without steps when the session itself failed. */
  ran: Ran;
}

export interface HuntOptions {
  rules: Rules;
  pool: PeerPool;
  /** Rules to predict with, if not the complete ones. */
  semantics?: PlatformSemantics;
  seed: number;
  runs: number;
  /** Sequences tried to make a failing one smaller. */
  shrinks: number;
  /** Ends the hunt after so many failing sequences. */
  most: number;
  /** Asked before each sequence. */
  stopped?(): boolean;
  /** A sequence has failed and is about to be made small, which can take long. */
  onFailing?(seed: number, lines: readonly string[]): void;
  onFound?(found: Found): void;
  onRun?(done: number): void;
}

/** Sequence i is drawn from `seed + i` alone, so that a failing one can be drawn again by itself. */
export async function hunt(options: HuntOptions): Promise<{ tally: Tally; found: Found[] }> {
  const tally = new Tally();
  const found: Found[] = [];
  const watched = watch();
  try {
    for (let i = 0; i < options.runs && found.length < options.most && !options.stopped?.(); i++) {
      const failed = await tryOne({ ...options, watched }, options.seed + i, tally);
      if (failed) {
        tally.divergences += failed.lines.length;
        found.push(failed);
        options.onFound?.(failed);
      }
      options.onRun?.(i + 1);
    }
  } finally {
    watched.end();
  }
  return { tally, found };
}

type Hunting = Pick<HuntOptions, 'rules' | 'pool' | 'semantics' | 'shrinks' | 'onFailing'> & { watched: Watched };

async function tryOne(hunting: Hunting, seed: number, tally: Tally): Promise<Found | null> {
  let tries = 0;
  let smallest: Found | null = null;
  const attempt = async (raw: Raw): Promise<void> => {
    // Past the limit every smaller sequence counts as good, which ends the search.
    if (tries++ > hunting.shrinks) return;
    const failed = await judged(hunting, raw, seed, tries === 1 ? tally : null);
    if (!failed) return;
    if (!smallest) hunting.onFailing?.(seed, failed.lines);
    smallest = failed;
    throw new Error(failed.lines.join('\n'));
  };
  const { failed, errorInstance } = await fc.check(fc.asyncProperty(RAW, attempt), { seed, numRuns: 1, unbiased: true });
  // Nothing was found, yet the sequence was not performed: a process that cannot be started, say.
  if (failed && smallest === null) throw new Error(`Seed ${seed} could not be performed`, { cause: errorInstance });
  return smallest;
}

async function judged(hunting: Hunting, raw: Raw, seed: number, tally: Tally | null, again = false): Promise<Found | null> {
  const { lines, ran } = await tried(hunting, raw, seed);
  // Only a sequence that ends the bridge host twice is to blame for it.
  const gone = again ? undefined : lines.find((line) => line.includes(HOST_GONE));
  if (gone !== undefined) {
    await hunting.pool.dispose();
    // Its words and the last steps are the only evidence there is.
    tally?.hostEnds.push({ seed, how: gone, last: ran.steps.slice(-3).map(({ action }) => JSON.stringify(action).slice(0, 300)) });
    return judged(hunting, raw, seed, tally, true);
  }
  tally?.add(ran.steps);
  return lines.length > 0 ? { seed, lines, ran } : null;
}

async function tried({ rules, pool, semantics, watched }: Hunting, raw: Raw, seed: number): Promise<Omit<Found, 'seed'>> {
  const path = pathOf(rules, seed);
  try {
    const ran = await runDrawn(raw, rules, pool, `Found by a random sequence, ${rules} seed ${seed}`, (scenario) => {
      watched.note(path, text({ ...scenario, description: `Seed ${seed}. The last step never came back.` }));
    }, semantics);
    return { ran, lines: findings(ran.steps) };
  } catch (error) {
    await pool.dispose();
    // Where nothing was performed there is nothing to find, but for a host that ended since the sequence before.
    if (!(error instanceof SequenceFailed) || (error.scenario.steps.length === 0 && !error.message.includes(HOST_GONE))) throw error;
    return { lines: [error.message], ran: { scenario: error.scenario, steps: [] } };
  }
}
