/** Answers the requests of the contract. A host validates, calls `request`, and passes events on. */
import { release } from 'node:os';
import type {
  Answer, AppInfo, HostEvent, Input, Output, ProblemCode, RequestName, SessionOpened,
} from '../../shared/contract.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { parseScenario } from '../../shared/scenario/check.ts';
import { InputProblem } from '../../shared/scenario/problem.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { writeTrace } from '../../shared/trace/file.ts';
import type { PeerLauncher } from '../../../native-bridge/host/launcher.ts';
import { Library } from './library.ts';
import { type LiveRequest, LiveService } from './live/live-service.ts';
import { Providers, Unavailable } from './providers.ts';
import { NotPermitted } from './own-process/place.ts';
import { Refused } from './refused.ts';
import { SessionRun } from './session-run.ts';
import packageJson from '../../../package.json' with { type: 'json' };

export interface AppServiceOptions {
  host: AppInfo['host'];
  /** Folder with `scenarios/`. */
  assetsDir: string;
  /** Folder with the built `peer.js` and `bridge-host.js`. */
  outDir: string;
  /** Folder with what set-up fetched (Wine's prefix, Windows node.exe). */
  cacheDir: string;
  /** How child processes are started; the default is child_process.fork. */
  launcher?: PeerLauncher;
}

type Handlers<N extends RequestName> = { [K in N]: (input: Input<K>) => Promise<Output<K>> };

export class AppService {
  readonly #options: AppServiceOptions;
  readonly #library: Library;
  readonly #providers: Providers;
  readonly #live: LiveService;
  readonly #sessions = new Map<string, SessionRun>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #nextSession = 1;

  constructor(options: AppServiceOptions) {
    this.#options = options;
    this.#library = new Library(options.assetsDir);
    this.#providers = new Providers(options);
    this.#live = new LiveService(options.outDir, (event) => { this.#emit(event); });
  }

  /** The input must have passed its schema. Never rejects: every failure is a coded answer. */
  async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
    try {
      const handlers: Handlers<RequestName> = { ...this.#handlers, ...this.#live.handlers };
      const handler = handlers[name] as (input: Input<K>) => Promise<Output<K>>;
      return { ok: true, value: await handler(input) };
    } catch (error) {
      return { ok: false, code: codeOf(error), message: error instanceof Error ? error.message : String(error) };
    }
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends every session and with it every process of ours, and lets go of what was fetched. */
  async dispose(): Promise<void> {
    await Promise.all([...[...this.#sessions.values()].map((run) => run.close()), this.#live.dispose()]);
    this.#sessions.clear();
  }

  readonly #handlers: Handlers<Exclude<RequestName, LiveRequest>> = {
    'app.info': () => Promise.resolve({
      name: packageJson.productName, version: packageJson.version, host: this.#options.host,
      machine: `${process.platform} ${process.arch}, ${release()}`,
    }),
    'library.list': () => this.#library.list(),
    'providers.list': () => this.#providers.list(),
    'session.open': async ({ provider, scenario }) => this.#open(provider, 'library' in scenario
      ? await this.#library.read(scenario.library) : parseScenario(scenario.text, scenario.file)),
    'session.step': ({ session }) => this.#find(session).step(),
    'session.run': ({ session }) => Promise.resolve(this.#find(session).run()),
    'session.pause': ({ session }) => this.#find(session).pause(),
    'session.kill': ({ session, process }) => this.#find(session).kill(process),
    'session.restart': async ({ session }) => {
      const { scenario, provider } = this.#find(session);
      await this.#close(session);
      return this.#open(provider.id, scenario);
    },
    'session.close': async ({ session }) => {
      await this.#close(session);
      return null;
    },
    'session.trace': ({ session }) => Promise.resolve(writeTrace(this.#find(session).log)),
  };

  async #open(id: ProviderId, scenario: Scenario): Promise<SessionOpened> {
    const provider = await this.#providers.usable(id, scenario.rules);
    const name = `session-${this.#nextSession++}`;
    const run = await SessionRun.open({
      name, scenario, provider, makeProvider: (events) => this.#providers.make(id, scenario.rules, events),
      emit: (event) => this.#emit(event),
    });
    this.#sessions.set(name, run);
    return { state: run.state(), header: run.log.header, scenario, provider };
  }

  async #close(session: string): Promise<void> {
    const run = this.#find(session);
    this.#sessions.delete(session);
    await run.close();
  }

  #find(session: string): SessionRun {
    const run = this.#sessions.get(session);
    if (!run) throw new Refused(`There is no ${session}; it was closed`);
    return run;
  }

  #emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof InputProblem) return 'bad-input';
  if (error instanceof Unavailable || error instanceof NotPermitted) return 'unavailable';
  return error instanceof Refused ? 'refused' : 'internal';
}

