/** Reads the world's facts from the system, and finds those that contradict it. */
import type { WorldView } from '../../../shared/domain/world.ts';
import type { Provider } from '../../../shared/provider/provider.ts';
import { type FactMismatch, factMismatches } from '../../../shared/trace/compare.ts';
import type { Fact } from '../../../shared/trace/step.ts';
import { type ChangedForms, FactLedger } from './fact-ledger.ts';

/**
 * Milliseconds between probes. Loopback delivers some time after send returns, and an event is set some time after
 * the call that registers it; only differences that remain after the last probe count.
 */
const LOOK_AGAIN_AFTER = [1, 4, 10, 25, 60, 150];

/** Watches the system for one session. */
export class Observer {
  readonly #provider: Provider;
  readonly #ledger = new FactLedger();
  /** Whether to read everything: at the start, and while a difference remains. */
  #whole = true;

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  /** The facts read after a step, and the known facts that contradict the world. `changed`: by the step. */
  async observe(world: WorldView, changed: ChangedForms): Promise<{ facts: readonly Fact[]; mismatches: FactMismatch[] }> {
    let probed = await this.#provider.probe(world, this.#whole ? null : new Set(changed.keys()));
    this.#ledger.take(world, probed);
    let mismatches: FactMismatch[] = [];
    let differs = this.#ledger.mayContradict(world, probed, changed);
    for (const pause of LOOK_AGAIN_AFTER) {
      if (!differs) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      probed = await this.#provider.probe(world);
      this.#ledger.take(world, probed);
      mismatches = factMismatches(world, probed.facts);
      differs = mismatches.length > 0;
    }
    this.#whole = differs;
    return { facts: probed.facts, mismatches };
  }
}
