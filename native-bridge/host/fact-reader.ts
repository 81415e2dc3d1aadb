import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Probed } from '../../app/shared/provider/provider.ts';
import type { ProbePlan, ProbeResults } from '../channel/probe-plan.ts';
import type { DirtySet } from './probe-invalidation.ts';
import type { Prober } from './probe.ts';

/** Reads the facts of a session, when it asks or together with its calls. */
export interface FactReader {
  /** The probes that the process of the next call takes right after it; absent if this reader takes all probes itself. */
  plan(world: WorldView | null): ProbePlan | undefined;
  /** The results of these probes, if they were taken. */
  keep(probes: ProbeResults | undefined): void;
  /** Facts of the world's live entities; unreadable ones are left out. `changed`: see Provider.probe. */
  probe(world: WorldView, changed: ReadonlySet<string> | null): Promise<Probed>;
  close(): void;
}

/** Reads facts on this system. */
export class LocalReader implements FactReader {
  readonly #prober: Prober;
  readonly #changes: DirtySet;

  constructor(prober: Prober, changes: DirtySet) {
    this.#prober = prober;
    this.#changes = changes;
  }

  plan(): undefined {
    return undefined;
  }

  keep(): void {
    // No process takes probes for this reader.
  }

  probe(world: WorldView, changed: ReadonlySet<string> | null): Promise<Probed> {
    const scope = this.#changes.take(this.#prober.known);
    return Promise.resolve(this.#prober.probe(world, changed && scope, changed));
  }

  close(): void {
    this.#prober.close();
  }
}
