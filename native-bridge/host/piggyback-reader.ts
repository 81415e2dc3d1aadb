import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Probed } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { ProbePlan, ProbeResults } from '../channel/probe-plan.ts';
import type { FactReader } from './fact-reader.ts';
import { affectedBy, type PiggybackProbe, piggybackFacts, probePlan } from './piggyback-probe.ts';
import type { DirtySet } from './probe-invalidation.ts';

/** Reads facts in another system: from the probes that came with a call, and else by asking for everything. */
export class PiggybackReader implements FactReader {
  readonly #readAll: (world: WorldView) => Promise<readonly Fact[] | null>;
  readonly #changes: DirtySet;
  /** The probes taken immediately after the last call, for a request before anything else can happen. */
  #along: PiggybackProbe | null = null;
  /** What the current call can change; null for anything. */
  #affected: ReadonlySet<string> | null = null;
  /** The number of facts in the last full probe. */
  #known = 0;

  /** @param readAll reads everything; null if there is nothing left to read. */
  constructor(readAll: (world: WorldView) => Promise<readonly Fact[] | null>, changes: DirtySet) {
    this.#readAll = readAll;
    this.#changes = changes;
  }

  plan(world: WorldView | null): ProbePlan {
    const scope = this.#changes.take(this.#known);
    this.#affected = world && affectedBy(world, scope);
    return world ? probePlan(world, scope) : { objects: [], events: [] };
  }

  keep(probes: ProbeResults | undefined): void {
    this.#along = probes ? { probes, affected: this.#affected } : null;
    // A later request needs the state at that time.
    setImmediate(() => { this.#along = null; });
  }

  async probe(world: WorldView, changed: ReadonlySet<string> | null): Promise<Probed> {
    const along = changed && this.#along;
    this.#along = null;
    const probed = along && changed && piggybackFacts(world, along, changed);
    if (probed) return this.#counted(probed);
    // The other system sends facts without what they depend on.
    this.#changes.everything();
    const facts = await this.#readAll(world);
    return facts ? this.#counted({ facts, of: null }) : { facts: [], of: new Set() };
  }

  close(): void {
    this.#along = null;
  }

  #counted(probed: Probed): Probed {
    if (probed.of === null) this.#known = probed.facts.length;
    return probed;
  }
}
