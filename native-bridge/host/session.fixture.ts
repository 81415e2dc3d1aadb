/** A session of real processes for tests: a bridge, short calls, and what the system holds before and after. */
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { Platform, ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import type { Entity } from '../../app/shared/domain/entities.ts';
import { World } from '../../app/shared/domain/world.ts';
import type { Performed, ProviderEvents, SystemProvider } from '../../app/shared/provider/provider.ts';
import { Bridge } from './bridge.ts';
import { childLauncher } from './launcher.ts';
import { LocalSite } from './local-site.ts';

const OUT = resolve(import.meta.dirname, '../../out/main');

/** A built program. @throws Error when it was not built: a test that needs it must not pass without it. */
export function built(name: 'peer.js' | 'bridge-host.js'): string {
  const file = resolve(OUT, name);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" before the tests`);
  return file;
}

export const CACHE = resolve(import.meta.dirname, '../../.cache');

/** A temporary folder of this test file's own, so that leftovers are known for whose they are; `drop` removes it. */
export function ownTemporary(): { list(): string[]; drop(): void } {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'bridge-test-'));
  process.env['TMPDIR'] = folder;
  return {
    list: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
    drop: () => {
      rmSync(folder, { recursive: true, force: true });
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    },
  };
}

/** Milliseconds after which a call counts as pending in tests. */
const GRACE = 150;

export class TestSession {
  readonly pids = new Map<string, number | null>();
  readonly completed = new Map<number, Performed>();
  readonly died: { process: string; how: string }[] = [];
  readonly provider: SystemProvider;
  readonly #platform: Platform;
  #key = 0;

  private constructor(
    platform: Platform, provider: SystemProvider, news: { completed: Map<number, Performed>; died: { process: string; how: string }[] },
  ) {
    this.#platform = platform;
    this.provider = provider;
    this.completed = news.completed;
    this.died = news.died;
  }

  /** "worker", "worker+t1" with a thread t1, "client!" for an outside process. */
  static async open(
    processes: readonly string[], platform: Platform = 'linux', make?: (events: ProviderEvents) => Promise<SystemProvider>,
  ): Promise<TestSession> {
    const news = { completed: new Map<number, Performed>(), died: [] as { process: string; how: string }[] };
    const events: ProviderEvents = {
      completed: (key, performed) => { news.completed.set(key, performed); },
      died: (process, how) => { news.died.push({ process, how }); },
    };
    const provider = make ? await make(events) : new Bridge(new LocalSite(childLauncher, built('peer.js')), events);
    const session = new TestSession(platform, provider, news);
    for (const text of processes) {
      const [name = '', ...threads] = text.replace('!', '').split('+');
      session.pids.set(name, await provider.start({ name, threads, role: text.endsWith('!') ? 'outside' : 'participant' }));
    }
    return session;
  }

  /** Key of the call made last. */
  get key(): number {
    return this.#key;
  }

  async perform(participant: string, name: string, args: ResolvedArgs = {}, as: readonly string[] = []): Promise<Performed> {
    const call = findCall(this.#platform, name) ?? findCall('outside', name);
    if (!call) throw new Error(`No call ${name}`);
    this.#key += 1;
    return this.provider.perform({ participant, call, args, as, grace: GRACE, key: this.#key });
  }

  /** The results of a call that must succeed. */
  async ok(participant: string, name: string, args: ResolvedArgs = {}, as: readonly string[] = []): Promise<Results> {
    const { outcome } = await this.perform(participant, name, args, as);
    if (outcome.kind !== 'ok') throw new Error(`${participant}: ${name}: ${JSON.stringify(outcome)}`);
    return outcome.results;
  }

  /** A descriptor that must come of a call. */
  async fd(participant: string, name: string, args: ResolvedArgs = {}): Promise<number> {
    return (await this.ok(participant, name, args)).descriptor ?? -1;
  }

  /** The completion of a pending call, waited for. */
  async completion(key: number): Promise<Performed> {
    return waitFor(() => this.completed.get(key) ?? null);
  }
}

/** What `look` finds, as soon as it finds something. @throws Error after 5 s. */
export async function waitFor<T>(look: () => T | null): Promise<T> {
  for (const start = performance.now(); performance.now() - start < 5000;) {
    const found = look();
    if (found !== null) return found;
    await new Promise((done) => { setTimeout(done, 5); });
  }
  throw new Error('It did not happen within 5 s');
}

/** Sockets and epoll instances that this very process holds open, sorted. */
export function ownSockets(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const link = readlinkSync(`/proc/self/fd/${fd}`);
      return /^socket:|eventpoll/.test(link) ? [link] : [];
    } catch {
      return [];
    }
  }).sort();
}

export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export const worldOf = (entities: readonly Entity[]): World => new World(new Map(entities.map((entity) => [entity.id, entity])));
