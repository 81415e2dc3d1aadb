/** Runs targets and counts what came of it. */
import type { Target } from './targets.ts';
import { randomFrom } from './mutate.ts';

export interface Tally {
  target: string;
  accepted: number;
  refused: number;
  /** What happened otherwise, with how to repeat it; at most ten are kept. */
  faults: string[];
  /** Bytes of heap after it, less those before; NaN where the collector cannot be called. */
  heap: number;
}

/** `runs` inputs of one target from one seed. Every input has a generator of its own, so that one can be repeated alone. */
export async function hunt(target: Target, seed: number, runs: number): Promise<Tally> {
  const tally: Tally = { target: target.name, accepted: 0, refused: 0, faults: [], heap: 0 };
  const before = heapNow();
  for (let n = 0; n < runs; n++) {
    try {
      tally[await target.once(randomFrom(seed * 1_000_003 + n))] += 1;
    } catch (error) {
      if (tally.faults.length < 10)
        tally.faults.push(`seed ${seed}, input ${n}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`.slice(0,
          1200));
    }
  }
  tally.heap = heapNow() - before;
  return tally;
}

function heapNow(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) return Number.NaN;
  gc();
  return process.memoryUsage().heapUsed;
}
