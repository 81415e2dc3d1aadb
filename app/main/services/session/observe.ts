/** Asks the system what it can tell of the world, and what of that contradicts it. */
import type { WorldView } from '../../../shared/domain/world.ts';
import type { Provider } from '../../../shared/provider.ts';
import { type FactMismatch, factMismatches } from '../../../shared/trace/compare.ts';
import type { Fact } from '../../../shared/trace/step.ts';

/**
 * Milliseconds between looks. Loopback delivers a moment after send returns, and an event is set a moment after
 * the call that arms it; only what still differs after the last look is a difference.
 */
const LOOK_AGAIN_AFTER = [1, 4, 10, 25, 60, 150];

export async function observe(provider: Provider, world: WorldView): Promise<{ facts: readonly Fact[]; mismatches: FactMismatch[] }> {
  let facts = await provider.probe(world);
  let mismatches = factMismatches(world, facts);
  for (const pause of LOOK_AGAIN_AFTER) {
    if (mismatches.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
    facts = await provider.probe(world, true);
    mismatches = factMismatches(world, facts);
  }
  return { facts, mismatches };
}
