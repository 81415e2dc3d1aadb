/** The open sessions, by the ids that pages use. */
import type { HostEvent, ProviderInfo, SessionState } from '../../../shared/contract/contract.ts';
import { branchOf } from '../../../shared/replay/branch.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { Budget, type Hold } from './budget.ts';
import type { Providers } from '../providers/providers.ts';
import type { ReplayOf } from './replay.ts';
import { Refused } from '../errors/refused.ts';
import type { OpeningWatch } from './openings.ts';
import { SessionRun } from './session-run.ts';
import type { SessionFile, Work } from '../recents-and-recovery/work.ts';

/** A scenario, and its id if it comes from the library. */
export interface ScenarioSource {
  scenario: Scenario;
  library: string | null;
}

interface Opening {
  replay?: ReplayOf;
  watch?: OpeningWatch | undefined;
  /** Addresses of other programs that the user lets it reach. */
  permits?: readonly Permit[] | undefined;
}

/** The session is reported as long after each multiple of this number of steps. */
const LONG = 50_000;

export class SessionRegistry {
  readonly #providers: Providers;
  readonly #emit: (event: HostEvent) => void;
  readonly #work: Work;
  readonly #runs = new Map<string, SessionRun>();
  readonly #files = new Map<string, SessionFile>();
  readonly #budget: Budget;
  readonly #holds = new Map<string, Hold>();
  #next = 1;

  constructor(providers: Providers, work: Work, emit: (event: HostEvent) => void, budget: Budget = new Budget()) {
    this.#budget = budget;
    this.#work = work;
    this.#providers = providers;
    this.#emit = emit;
  }

  /**
   * Starts the processes of the scenario. `instead`: the session to close once this one is open.
   * @throws InputProblem or Unavailable if the provider cannot run it or a limit of sessions or processes is reached;
   * Cancelled if the watch's signal aborted. No process is left then.
   */
  async open(id: ProviderId, source: ScenarioSource, { instead, ...how }: Opening & { instead?: string } = {}): Promise<SessionRun> {
    const provider = await this.#providers.usable(id, source.scenario.rules);
    const name = `session-${this.#next++}`;
    // The model has no processes, and main is the inspector. Processes created by later steps are counted from the start.
    const processes = id === 'model' ? 0 : source.scenario.processes.filter((p) => p.name !== 'main').length;
    const hold = this.#budget.take(processes, instead === undefined ? undefined : this.#holds.get(instead));
    try {
      const run = await this.#begin(name, provider, source, how);
      this.#holds.set(name, hold);
      return run;
    } catch (error) {
      hold.release();
      throw error;
    }
  }

  async #begin(name: string, provider: ProviderInfo, { scenario, library }: ScenarioSource, how: Opening): Promise<SessionRun> {
    const { id } = provider;
    const { replay, watch, permits } = how;
    const run = await SessionRun.open({
      name, scenario, library, provider, replay, watch, permits,
      makeProvider: (events) => this.#providers.make(id, scenario.rules, events, watch?.signal),
      emit: (event) => {
        this.#keep(name, event);
        this.#emit(event);
      },
    });
    this.#runs.set(name, run);
    const file = this.#work.file(run.log.header, (why) => this.#emit({
      event: 'app.notice', text: `Crash recovery is off for “${scenario.title}”: ${why}. Save its trace in another place.`,
    }));
    if (file) this.#files.set(name, file);
    return run;
  }

  /** A session beside this one that performs its steps up to `at` again. It waits for the call of `replay`. */
  async branch(
    session: string, at: number, { provider, watch }: { provider?: ProviderId | undefined; watch?: OpeningWatch | undefined } = {},
  ): Promise<SessionRun> {
    const { scenario, log, library, provider: its, permits } = this.find(session);
    if (at > log.length) throw new InputProblem(`${session} has ${log.length} steps, not ${at}`, 'at', 'Choose a step of the trace.');
    const record = log.steps().slice(0, wholeUpTo(log.steps(), at));
    const branch = branchOf(scenario, record);
    return this.open(provider ?? its.id, { scenario: branch.scenario, library },
      { replay: { session, record, ...branch }, watch, permits });
  }

  /** Null if the session is over. */
  providerOf(session: string): ProviderId | null {
    return this.#runs.get(session)?.provider.id ?? null;
  }

  /** Throws Refused for an unknown id. */
  find(session: string): SessionRun {
    const run = this.#runs.get(session);
    if (!run) throw new Refused(`There is no ${session}; it was closed`);
    return run;
  }

  list(): { title: string; state: SessionState }[] {
    return [...this.#runs.values()].map((run) => ({ title: run.scenario.title, state: run.state() }));
  }

  /** The scenario under edit, kept until it is applied or discarded. */
  keepEdited(session: string, text: string | null): void {
    this.find(session);
    this.#files.get(session)?.add({ edited: text });
  }

  /** With `keep`, its steps are offered for recovery later. */
  async close(session: string, keep = false): Promise<void> {
    const run = this.find(session);
    this.#runs.delete(session);
    try {
      await run.close();
    } finally {
      this.#holds.get(session)?.release();
      this.#holds.delete(session);
    }
    const file = this.#files.get(session);
    this.#files.delete(session);
    await file?.end(keep);
  }

  /** Ends every session and its processes; performed steps are kept. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((session) => this.close(session, true)));
  }

  /** Stops every run. */
  async pauseAll(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.pause()));
  }

  #keep(session: string, event: HostEvent): void {
    if (event.event === 'session.step') this.#mindLength(session, event.step.n);
    if (event.event === 'session.step') this.#files.get(session)?.add({ step: event.step });
    else if (event.event === 'session.scenario') this.#files.get(session)?.add({ scenario: event.scenario });
  }

  /** A long session is the user's choice; this warns of its cost. */
  #mindLength(session: string, n: number): void {
    if (n % LONG !== 0) return;
    const title = this.#runs.get(session)?.scenario.title;
    this.#emit({ event: 'app.notice',
      text:
        `“${title}” has ${n.toLocaleString('en')} steps: its trace takes some seconds to save and open. A new session `
          + `starts with a short trace.` });
  }
}

/** This step and the completions that followed from it: a replay cannot perform it without them. */
function wholeUpTo(steps: readonly Step[], at: number): number {
  let end = at;
  while (end > 0 && end < steps.length && steps[end]!.action.kind === 'completion' && steps[end]!.plan === null) end += 1;
  return end;
}
