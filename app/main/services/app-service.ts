/** Answers the requests of the contract. A host validates, calls `request`, and forwards the events. */
import {
  type Answer, type AppInfo, type HostEvent, type Input, type Output, type RequestName, requestFacts,
} from '../../shared/contract/contract.ts';
import type { PeerLauncher } from '../../../native-bridge/host/launcher.ts';
import { sweepOnce } from '../../../native-bridge/host/session-folder.ts';
import { type AuditEntry, entryOf, foreignEntry } from './audit/entries.ts';
import { AuditLog } from './audit/log.ts';
import { Budget, type HostBudget } from './open-sessions/budget.ts';
import type { OpenedInbox } from './opened-inbox/opened-inbox.ts';
import { sessionFromCopy } from './live/session-from-copy.ts';
import { LiveService } from './live/live-service.ts';
import { Library } from './library/library.ts';
import { type MemoryState, MemoryWatch } from './memory/memory.ts';
import { ExternalProcesses } from './external-process/own-service.ts';
import { RecordingService } from './program-recording/recording-service.ts';
import { Providers } from './providers/providers.ts';
import { problemOf } from './errors/problem-of.ts';
import { Unavailable } from './errors/unavailable.ts';
import { appHandlers } from './requests/app.ts';
import { exportHandlers } from './requests/export.ts';
import type { Handlers } from './requests/handlers.ts';
import { Openings } from './open-sessions/openings.ts';
import { sessionHandlers } from './requests/session.ts';
import { workHandlers } from './requests/work.ts';
import { SetUp } from './set-up/set-up.ts';
import { SessionRegistry } from './open-sessions/session-registry.ts';
import { Work } from './recents-and-recovery/work.ts';

export interface AppServiceOptions {
  host: AppInfo['host'];
  /** Folder with `scenarios/`. */
  assetsDir: string;
  /** Folder with the built `peer.js` and `bridge-host.js`. */
  outDir: string;
  /** Folder with the files that the set-up downloaded (Wine's prefix, Windows node.exe). */
  cacheDir: string;
  /** Folder for recent files and unsaved work; without one, nothing is stored. */
  dataDir?: string;
  /** How child processes are started; child_process.fork by default. */
  launcher?: PeerLauncher;
  /** Where native calls are logged; not logged if absent (the command line prints its own). */
  auditFile?: string;
  /** Files and links opened from outside. */
  opened?: OpenedInbox;
  /** Programs can be recorded from pages of this host; else why not. Refused if absent. */
  recordings?: { refused: string | null };
  /** Whether the user of this host can install what is missing; others are told the command. */
  mayInstall?: boolean;
  /** Limits shared by the services of all users of this host; separate limits if absent. */
  budget?: HostBudget;
}

const NO_RECORDINGS = 'This host records no programs.';

export class AppService {
  readonly #live: LiveService;
  readonly #sessions: SessionRegistry;
  readonly #recordings: RecordingService;
  readonly #handlers: Handlers<RequestName>;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #audit: AuditLog | null;
  readonly #memory: MemoryWatch;

  constructor(options: AppServiceOptions) {
    void sweepOnce();
    const library = new Library(options.assetsDir);
    const providers = new Providers(options);
    this.#audit = options.auditFile === undefined ? null : new AuditLog(options.auditFile);
    const emit = (event: HostEvent) => {
      if (this.#audit) this.#noteEvent(event);
      for (const listener of this.#listeners) listener(event);
    };
    options.opened?.onArrival(() => emit({ event: 'app.opened' }));
    this.#live = new LiveService(options.outDir, emit);
    const work = new Work(options.dataDir ?? null);
    this.#recordings = new RecordingService({ outDir: options.outDir, cacheDir: options.cacheDir, dataDir: options.dataDir ?? null,
      refused: options.recordings ? options.recordings.refused : NO_RECORDINGS, keep: (log) => work.keepRecording(log),
      note: (entry) => { this.#note(entry); } },
    this.#live.captures, emit);
    this.#sessions = new SessionRegistry(providers, work, emit, new Budget(options.budget));
    const openings = new Openings(emit);
    this.#handlers = {
      ...appHandlers(options.host, library, providers, this.#audit, options.opened ?? null),
      ...sessionHandlers(this.#sessions, library, work, openings),
      ...workHandlers(work, this.#sessions),
      ...new ExternalProcesses(this.#sessions).handlers,
      ...exportHandlers(this.#sessions, options.outDir),
      ...this.#live.handlers,
      ...this.#recordings.handlers,
      ...new SetUp(options.cacheDir, options.mayInstall === true, emit).handlers,
      'live.session': ({ fetched, opening }) => openings.run(opening,
        (watch) => sessionFromCopy(this.#live.fetching, this.#sessions, fetched, watch)),
    };
    this.#memory = new MemoryWatch((state, words) => {
      if (state === 'nearly used up') {
        this.#live.relieve();
        this.#recordings.relieve();
        void this.#sessions.pauseAll();
      }
      if (state !== 'enough') emit({ event: 'app.notice', text: aboutMemory(state, words) });
    });
  }

  /** The input must have passed its schema. Never rejects: every failure is a coded answer. */
  async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
    const answer = await this.#answered(name, input).then((value) => ({ ok: true as const, value }), problemOf);
    this.#note(foreignEntry(name, input, answer));
    return answer;
  }

  /** @throws any error; `request` turns it into an answer. */
  async #answered<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K>> {
    // Requests that save, show, close or quit still work.
    if (this.#memory.state === 'nearly used up' && requestFacts(name).grows) {
      throw new Unavailable(`${aboutMemory('nearly used up', null)} Then continue.`);
    }
    const handler = this.#handlers[name] as (input: Input<K>) => Output<K> | Promise<Output<K>>;
    return (await handler(input)) ?? (null as Output<K>);
  }

  #noteEvent(event: HostEvent): void {
    this.#note(entryOf(event, event.event === 'session.step' ? this.#sessions.providerOf(event.session) : null));
  }

  #note(entry: AuditEntry | null): void {
    if (entry) this.#audit?.record(entry);
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends every session and its processes, and closes every copied descriptor. */
  async dispose(): Promise<void> {
    this.#memory.end();
    await Promise.all([this.#sessions.closeAll(), this.#live.dispose(), this.#recordings.dispose()]);
    this.#audit?.flush();
  }
}

function aboutMemory(state: Exclude<MemoryState, 'enough'>, words: string | null): string {
  const figures = words === null ? '' : ` (${words})`;
  return state === 'low' ? `The inspector's memory is low${figures}. Save your work and close what you do not need.`
    : `The inspector's memory is nearly used up${figures}. Runs are paused until memory is freed. Save the trace and leave this session.`;
}
