/** The sessions that are open, by the ids that pages know them by. */
import type { HostEvent } from '../../shared/contract.ts';
import { branchOf } from '../../shared/scenario/branch.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { InputProblem } from '../../shared/scenario/problem.ts';
import type { ProviderId, Step } from '../../shared/trace/step.ts';
import type { Providers } from './providers.ts';
import type { ReplayOf } from './replay.ts';
import { Refused } from './requests/handlers.ts';
import { SessionRun } from './session-run.ts';

/** A scenario, and its id in the library when it is one of it. */
export interface ScenarioSource {
  scenario: Scenario;
  library: string | null;
}

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
  async open(id: ProviderId, { scenario, library }: ScenarioSource, replay?: ReplayOf): Promise<SessionRun> {
    const provider = await this.#providers.usable(id, scenario.rules);
    const name = `session-${this.#next++}`;
    const run = await SessionRun.open({
      name, scenario, library, provider, replay, makeProvider: (events) => this.#providers.make(id, scenario.rules, events), emit: this.#emit,
    });
    this.#runs.set(name, run);
    return run;
  }

  /** A session beside this one that makes its steps up to `at` again. It waits for `replay` to be called. */
  async branch(session: string, at: number, provider?: ProviderId): Promise<SessionRun> {
    const { scenario, log, library, provider: its } = this.find(session);
    if (at > log.length) throw new InputProblem(`${session} has ${log.length} steps, not ${at}`, 'at', 'Choose one of the trace.');
    const record = log.steps().slice(0, wholeUpTo(log.steps(), at));
    const branch = branchOf(scenario, record);
    return this.open(provider ?? its.id, { scenario: branch.scenario, library }, { session, record, ...branch });
  }

  /** Null when the session is over. */
  providerOf(session: string): ProviderId | null {
    return this.#runs.get(session)?.provider.id ?? null;
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

/** Steps up to this one with those that followed from it by themselves: a replay cannot make it without them. */
function wholeUpTo(steps: readonly Step[], at: number): number {
  let end = at;
  while (end > 0 && end < steps.length && steps[end]!.action.kind === 'completion' && steps[end]!.plan === null) end += 1;
  return end;
}
