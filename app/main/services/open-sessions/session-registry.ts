/** The open sessions, by the ids that pages use. */
import type { HostEvent, ProviderInfo, SessionOpened, SessionState } from '../../../shared/contract/contract.ts';
import { branchOf } from '../../../shared/replay/branch.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { Budget, type Hold } from './budget.ts';
import type { Providers } from '../providers/providers.ts';
import { Refused } from '../errors/refused.ts';
import { SessionEngine } from '../session/engine.ts';
import type { ReplayOf } from '../session/replay.ts';
import type { OpeningWatch } from '../session/start.ts';
import type { SessionFile, Work } from '../recents-and-recovery/work.ts';

/** A scenario, and its id if it comes from the library. */
export interface ScenarioSource {
  scenario: Scenario;
  library: string | null;
}

/** An open session, and where it comes from. */
export interface OpenSession {
  engine: SessionEngine;
  provider: ProviderInfo;
  /** Id in the library, if the scenario comes from it. */
  library: string | null;
}

/** What the registry alone needs of it. */
interface Registered extends OpenSession {
  /** Where its steps are kept in case of a crash; null if they are not. */
  file: SessionFile | null;
  hold: Hold;
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
  readonly #sessions = new Map<string, Registered>();
  readonly #budget: Budget;
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
  async open(id: ProviderId, source: ScenarioSource, { instead, ...how }: Opening & { instead?: string } = {}): Promise<OpenSession> {
    const provider = await this.#providers.usable(id, source.scenario.rules);
    const name = `session-${this.#next++}`;
    // The model has no processes, and main is the inspector. Processes created by later steps are counted from the start.
    const processes = id === 'model' ? 0 : source.scenario.processes.filter((p) => p.name !== 'main').length;
    const hold = this.#budget.take(processes, instead === undefined ? undefined : this.#sessions.get(instead)?.hold);
    try {
      return await this.#begin(name, { provider, library: source.library, hold }, source.scenario, how);
    } catch (error) {
      hold.release();
      throw error;
    }
  }

  async #begin(
    name: string, about: Omit<Registered, 'engine' | 'file'>, scenario: Scenario, { replay, watch, permits }: Opening,
  ): Promise<OpenSession> {
    const { id } = about.provider;
    const engine = await SessionEngine.open({
      name, scenario, providerId: id, replay, watch, permits,
      makeProvider: (events) => this.#providers.make(id, scenario.rules, events, watch?.signal),
      onEvent: (event) => {
        this.#keep(name, event);
        this.#emit(event);
      },
    });
    const file = this.#work.file(engine.log.header, (why) => this.#emit({
      event: 'app.notice', text: `Crash recovery is off for “${scenario.title}”: ${why}. Save its trace in another place.`,
    }));
    const session = { ...about, engine, file };
    this.#sessions.set(name, session);
    return session;
  }

  /** A session beside this one that performs its steps up to `at` again. It waits for the call of `replay`. */
  async branch(
    session: string, at: number, { provider, watch }: { provider?: ProviderId | undefined; watch?: OpeningWatch | undefined } = {},
  ): Promise<OpenSession> {
    const { engine: { scenario, log, surroundings: { permits } }, library, provider: its } = this.find(session);
    if (at > log.length) throw new InputProblem(`${session} has ${log.length} steps, not ${at}`, 'at', 'Choose a step of the trace.');
    const record = log.steps().slice(0, wholeUpTo(log.steps(), at));
    const branch = branchOf(scenario, record);
    return this.open(provider ?? its.id, { scenario: branch.scenario, library },
      { replay: { session, record, ...branch }, watch, permits });
  }

  /** Null if the session is over. */
  providerOf(session: string): ProviderId | null {
    return this.#sessions.get(session)?.provider.id ?? null;
  }

  /** Throws Refused for an unknown id. */
  find(session: string): OpenSession {
    return this.#find(session);
  }

  /** The engine of an open session. Throws Refused for an unknown id. */
  engine(session: string): SessionEngine {
    return this.#find(session).engine;
  }

  #find(session: string): Registered {
    const found = this.#sessions.get(session);
    if (!found) throw new Refused(`There is no ${session}; it was closed`);
    return found;
  }

  list(): { title: string; state: SessionState }[] {
    return [...this.#sessions.values()].map(({ engine }) => ({ title: engine.scenario.title, state: engine.state() }));
  }

  /** The scenario under edit, kept until it is applied or discarded. */
  keepEdited(session: string, text: string | null): void {
    this.#find(session).file?.add({ edited: text });
  }

  /** With `keep`, its steps are offered for recovery later. */
  async close(session: string, keep = false): Promise<void> {
    const { engine, hold, file } = this.#find(session);
    this.#sessions.delete(session);
    try {
      await engine.close();
    } finally {
      hold.release();
    }
    await file?.end(keep);
  }

  /** Ends every session and its processes; performed steps are kept. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((session) => this.close(session, true)));
  }

  /** Stops every run. */
  async pauseAll(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ engine }) => engine.pause()));
  }

  #keep(session: string, event: HostEvent): void {
    const { file, engine } = this.#sessions.get(session) ?? {};
    if (event.event === 'session.scenario') file?.add({ scenario: event.scenario });
    if (event.event !== 'session.step') return;
    file?.add({ step: event.step });
    if (event.step.n % LONG === 0 && engine) this.#warnOfLength(engine.scenario.title, event.step.n);
  }

  /** A long session is the user's choice; this warns of its cost. */
  #warnOfLength(title: string, n: number): void {
    this.#emit({ event: 'app.notice',
      text:
        `“${title}” has ${n.toLocaleString('en')} steps: its trace takes some seconds to save and open. A new session `
          + `starts with a short trace.` });
  }
}

/** What a page needs to show a session from here on. */
export function openedOf({ engine, provider, library }: OpenSession): SessionOpened {
  return { state: engine.state(), header: engine.log.header, scenario: engine.scenario, provider, library };
}

/** This step and the completions that followed from it: a replay cannot perform it without them. */
function wholeUpTo(steps: readonly Step[], at: number): number {
  let end = at;
  while (end > 0 && end < steps.length && steps[end]!.action.kind === 'completion' && steps[end]!.plan === null) end += 1;
  return end;
}
