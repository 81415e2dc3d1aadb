/** The sessions that are open, by the ids that pages know them by. */
import type { HostEvent, SessionOpened } from '../../shared/contract.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import type { Providers } from './providers.ts';
import { Refused } from './requests/handlers.ts';
import { SessionRun } from './session-run.ts';

export class Sessions {
  readonly #providers: Providers;
  readonly #emit: (event: HostEvent) => void;
  readonly #runs = new Map<string, SessionRun>();
  #next = 1;

  constructor(providers: Providers, emit: (event: HostEvent) => void) {
    this.#providers = providers;
    this.#emit = emit;
  }

  /** Starts the processes of the scenario. Throws InputProblem or Unavailable when the provider cannot run it. */
  async open(id: ProviderId, scenario: Scenario): Promise<SessionOpened> {
    const provider = await this.#providers.usable(id, scenario.rules);
    const name = `session-${this.#next++}`;
    const run = await SessionRun.open({
      name, scenario, provider, makeProvider: (events) => this.#providers.make(id, scenario.rules, events), emit: this.#emit,
    });
    this.#runs.set(name, run);
    return { state: run.state(), header: run.log.header, scenario, provider };
  }

  /** Throws Refused when there is none of that id. */
  find(session: string): SessionRun {
    const run = this.#runs.get(session);
    if (!run) throw new Refused(`There is no ${session}; it was closed`);
    return run;
  }

  async close(session: string): Promise<void> {
    const run = this.find(session);
    this.#runs.delete(session);
    await run.close();
  }

  /** Ends every session and with it every process of ours. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.close()));
    this.#runs.clear();
  }
}
