/** Runs hostile scenarios against a world that is looked at, and says what reached it. */
import { writeFileSync } from 'node:fs';
import { SessionEngine } from '../../../app/main/services/session/engine.ts';
import { parseScenario } from '../../../app/shared/scenario/check.ts';
import type { Scenario } from '../../../app/shared/scenario/format.ts';
import { InputProblem } from '../../../app/shared/base/input-problem.ts';
import type { Step } from '../../../app/shared/trace/step.ts';
import { PeerPool } from '../../differential/peer-pool.ts';
import { randomFrom } from '../mutate.ts';
import { hostileScenario } from './attacks.ts';
import type { Victims } from './values.ts';
import type { World } from './world.ts';

export interface HostileTally {
  files: number;
  refused: number;
  performed: number;
  steps: number;
  /** Steps that the session refused when it came to them. */
  refusedSteps: number;
  succeeded: number;
  /** What was reached or went wrong, with the file that did it; at most MOST are kept. */
  faults: string[];
  found: number;
  /** How often what was found, numbers left out. */
  kinds: Record<string, number>;
}

const MOST = 40;
/** Files between two looks at the world; when something has changed they are run again one by one. */
const BATCH = 50;
/** Milliseconds until a call that has not returned is left pending: nothing here waits for anything that will come. */
const GRACE = 40;
/** Number of files after which every process is created again, so that changes of one file do not hide the next. */
const FRESH_AFTER = 2000;

export class Hostile {
  readonly tally: HostileTally = { files: 0, refused: 0, performed: 0, steps: 0, refusedSteps: 0, succeeded: 0, faults: [], found: 0,
    kinds: {} };
  readonly #world: World;
  readonly #victims: Victims;
  readonly #make: ConstructorParameters<typeof PeerPool>[1];
  readonly #current: string;
  #pool: PeerPool;

  /** @param current a file that always holds the scenario under way, should this process not survive it. */
  constructor(world: World, victims: Victims, make: ConstructorParameters<typeof PeerPool>[1], current: string) {
    [this.#world, this.#victims, this.#make, this.#current] = [world, victims, make, current];
    this.#pool = new PeerPool('linux', make);
  }

  async run(seed: number, from: number, runs: number): Promise<HostileTally> {
    for (let at = from; at < from + runs; at += BATCH) {
      const texts = Array.from({ length: Math.min(BATCH, from + runs - at) },
        (_, i) => ({ n: at + i, text: hostileScenario(randomFrom(seed * 1_000_003 + at + i), this.#victims) }));
      for (const { n, text } of texts) await this.#one(n, text, true);
      const changes = await this.#world.changes();
      if (changes.length > 0) await this.#again(texts, changes);
      if (this.#world.ended) break;
      if ((at - from) % FRESH_AFTER === FRESH_AFTER - BATCH) await this.#renew();
    }
    await this.#pool.dispose();
    return this.tally;
  }

  async #renew(): Promise<void> {
    await this.#pool.dispose();
    this.#pool = new PeerPool('linux', this.#make);
  }

  /** Which of them it was. */
  async #again(texts: readonly { n: number; text: string }[], before: readonly string[]): Promise<void> {
    let found = false;
    for (const { n, text } of texts) {
      await this.#one(n, text, false);
      const changes = await this.#world.changes();
      if (changes.length > 0) this.#fault(n, changes.join('; '), text);
      found ||= changes.length > 0;
    }
    if (!found)
      this.#fault(texts[0]!.n, `${before.join('; ')} (by a file up to ${texts.at(-1)!.n}, and not again when each was run alone)`, '');
  }

  async #one(n: number, text: string, counted: boolean): Promise<void> {
    let scenario: Scenario;
    try {
      scenario = parseScenario(text, 'hostile.json');
    } catch (error) {
      if (!(error instanceof InputProblem)) this.#fault(n, `the check failed: ${String(error)}`, text);
      if (counted) [this.tally.files, this.tally.refused] = [this.tally.files + 1, this.tally.refused + 1];
      return;
    }
    writeFileSync(this.#current, text);
    const steps = await this.#perform(n, text, scenario);
    if (!counted) return;
    const { tally } = this;
    tally.files += 1;
    tally.performed += 1;
    tally.steps += steps.length;
    tally.refusedSteps += steps.filter(({ outcome }) => outcome.kind === 'refused').length;
    tally.succeeded += steps.filter(({ outcome }) => outcome.kind === 'ok').length;
  }

  async #perform(n: number, text: string, scenario: Scenario): Promise<readonly Step[]> {
    let session: SessionEngine | null = null;
    try {
      session = await SessionEngine.open({
        scenario, providerId: 'linux', pendingGrace: 20, makeProvider: async (events) => {
          // Some have processes of their own, as a session of the product has.
          if (n % 40 === 0) return this.#make(events);
          const provider = await this.#pool.lease(events);
          const perform = provider.perform.bind(provider);
          provider.perform = (request) => perform({ ...request, grace: Math.min(request.grace, GRACE) });
          // What is looked at afterwards is the world; a look at each socket after each step would take most of the time.
          if (n % 20 !== 0) provider.probe = () => Promise.resolve({ facts: [], of: new Set() });
          return provider;
        },
      });
      while (!session.finished) await session.step();
      if (text.includes('pidfd')) for (const copy of this.#world.copies()) this.#fault(n, copy, text);
      for (const step of session.log.steps()) for (const named of this.#named(step)) this.#fault(n, named, text);
      return session.log.steps();
    } catch (error) {
      this.#fault(n, `the session failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`, text);
      return session?.log.steps() ?? [];
    } finally {
      await session?.close();
    }
  }

  /** Calls that were really made about a process that is there and of no session. */
  #named({ action, outcome }: Step): string[] {
    if (action.kind !== 'call' || outcome.kind === 'refused') return [];
    const pids = ['pid', 'pid1', 'pid2', 'owner'].flatMap((name) =>
      (typeof action.resolved[name] === 'number' ? [Math.abs(action.resolved[name] | 0)] : []));
    const { pid, parent } = this.#victims;
    return pids.filter((number) => number === pid || number === parent)
      .map((number) =>
        `${action.call} was called for the foreign process ${number} (${JSON.stringify(action.resolved)}): `
          + (outcome.kind === 'error' ? outcome.name : outcome.kind));
  }

  #fault(n: number, what: string, text: string): void {
    this.tally.found += 1;
    const kind = what.split('\n')[0]!.replaceAll(/\(\{.*?\}\)|\d+/g, '#').slice(0, 160);
    this.tally.kinds[kind] = (this.tally.kinds[kind] ?? 0) + 1;
    if (this.tally.faults.length < MOST) this.tally.faults.push(`file ${n}: ${what}\n    ${text.slice(0, 700)}`);
  }
}
