/** The page's store against a real host, with answers and events delivered in different orders: the state is the same in the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { Answer, HostEvent, Input, RequestName, Transport } from '../../app/shared/contract/contract.ts';
import { answer } from '../../app/main/hosts/gate.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { OUT } from '../support/providers.ts';

const HANDOFF = { provider: 'model', scenario: { library: 'linux/hand-a-connection-over' } } as const;

// The page without a window: it is hidden, so it draws by timer.
const remembered = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => remembered.get(key) ?? null, setItem: (key: string, value: string) => { remembered.set(key, value); },
});
vi.stubGlobal('document', { visibilityState: 'hidden' });
const { connect } = await import('../../app/renderer/store/host-client.ts');
const { useSession } = await import('../../app/renderer/store/session.ts');
const { flush } = await import('../../app/renderer/store/session-events.ts');
const { resetPage } = await import('../../app/renderer/store/resettable.ts');
const {
  killProcess, leaveSession, openSession, restartSession, runOrPause, stepForward,
} = await import('../../app/renderer/store/session-actions.ts');
const { branchFrom, performTyped, reopen, setPace } = await import('../../app/renderer/store/control.ts');
const { resumeWork } = await import('../../app/renderer/store/bootstrap.ts');
const { useUi } = await import('../../app/renderer/store/ui.ts');

/** Holds back events or answers; what is held back keeps its order. */
class Line implements Transport {
  readonly #service: AppService;
  readonly events: HostEvent[] = [];
  #deliver: (event: HostEvent) => void = () => {};
  #heldEvents: HostEvent[] = [];
  #heldAnswers: (() => void)[] = [];
  holds: 'events' | 'answers' | null;

  constructor(service: AppService, holds: Line['holds']) {
    this.#service = service;
    this.holds = holds;
    service.onEvent((event) => {
      this.events.push(event);
      if (this.holds === 'events') this.#heldEvents.push(event);
      else this.#deliver(event);
    });
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#deliver = listener;
    return () => {};
  }

  async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
    const given = await answer(this.#service, name, input) as Answer<K>;
    if (this.holds === 'answers') await new Promise<void>((release) => { this.#heldAnswers.push(release); });
    return given;
  }

  /** Loses the events that were held back. */
  drop(): void {
    this.#heldEvents = [];
  }

  /** Delivers what was held back so far. */
  release(): void {
    for (const event of this.#heldEvents.splice(0)) this.#deliver(event);
    for (const go of this.#heldAnswers.splice(0)) go();
  }
}

let service: AppService;
let line: Line;

function connectPage(holds: Line['holds']): void {
  line = new Line(service, holds);
  connect(line);
}

beforeEach(() => {
  service = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache') });
});
afterEach(async () => {
  resetPage();
  await service.dispose();
});
afterAll(() => vi.unstubAllGlobals());

/** Lets the work end: held-back messages are delivered until no work is left. */
async function done(work: Promise<unknown>): Promise<void> {
  const release = setInterval(() => line.release(), 1);
  await work.finally(() => clearInterval(release));
  await settled();
}

/** Waits until the host has come to rest, and delivers everything. */
async function settled(): Promise<void> {
  while (!(await hostStates()).every(({ status }) => status === 'ready' || status === 'finished')) {
    await new Promise((next) => { setImmediate(next); });
  }
  await new Promise((next) => { setImmediate(next); });
  line.release();
  flush();
}

/** Delivers everything until the page shows so many performed steps and is at rest. */
async function atRest(performed: number): Promise<void> {
  for (;;) {
    await settled();
    const { state } = useSession.getState();
    if (state?.performed === performed && state.status !== 'running') return;
  }
}

async function hostStates() {
  const list = await service.request('session.list', {});
  if (!list.ok) throw new Error(list.message);
  return list.value.map(({ state }) => state);
}

/** The page has what the host has: its state, all of its steps, and no message. */
async function expectSame(status: 'ready' | 'finished'): Promise<void> {
  const { state, history, length, position } = useSession.getState();
  const of = (await hostStates()).find(({ session }) => session === state?.session);
  expect(state).toEqual(of);
  expect(state?.status).toBe(status);
  expect([history?.log.length, length, position]).toEqual([of?.length, of?.length, of?.length]);
  expect(useUi.getState().messages).toEqual([]);
}

describe.each(['events', 'answers', null] as const)('with %s held back', (holds) => {
  beforeEach(() => { connectPage(holds); });

  it('steps, typed steps, kills and runs lead to the state of the host', async () => {
    await done(openSession(HANDOFF));
    await expectSame('ready');
    for (let i = 0; i < 3; i++) await done(stepForward());
    await expectSame('ready');
    await done(performTyped({ process: 'main', call: 'getsockopt', args: { fd: '$s', level: 'SOL_SOCKET', name: 'SO_TYPE' } }));
    await expectSame('ready');
    expect(useSession.getState().opened?.scenario.steps[3]).toMatchObject({ call: 'getsockopt' });
    await done(killProcess('target'));
    await expectSame('ready');
    setPace(0);
    await done(runOrPause());
    await expectSame('finished');
  });

  it('branches, edited scenarios and resumed sessions are shown with all of their steps', async () => {
    await done(openSession({ ...HANDOFF, perform: 5 }));
    await atRest(5);
    await expectSame('ready');
    await done(branchFrom(3));
    await atRest(3);
    await expectSame('ready');
    expect(useSession.getState().state).toMatchObject({ length: 3, replay: { done: true, count: 0 } });
    const { scenario, state } = useSession.getState().opened!;
    await done(reopen({ ...scenario, steps: scenario.steps.slice(0, 4) }, 4));
    await atRest(4);
    await expectSame('finished');
    expect(useSession.getState().state?.session).not.toBe(state.session);
    const { session } = useSession.getState().state!;
    useSession.setState(useSession.getInitialState(), true);
    await done(resumeWork(session, null));
    await expectSame('finished');
  });
});

it('a session with a typed step stays work of the user after a restart and a branch', async () => {
  connectPage(null);
  const ownWork = () => useSession.getState().history?.ownWork;
  await done(openSession(HANDOFF));
  for (let i = 0; i < 3; i++) await done(stepForward());
  expect(ownWork()).toBe(false);
  await done(performTyped({ process: 'main', call: 'getsockopt', args: { fd: '$s', level: 'SOL_SOCKET', name: 'SO_TYPE' } }));
  expect(ownWork()).toBe(true);
  await done(restartSession());
  expect(ownWork()).toBe(true);
  await done(stepForward());
  await done(branchFrom(1));
  expect(ownWork()).toBe(true);
  await done(openSession(HANDOFF));
  expect(ownWork()).toBe(false);
});

it('leaving an edited scenario before its first step keeps it as unsaved work', async () => {
  await service.dispose();
  const data = mkdtempSync(join(tmpdir(), 'handoff-kept-'));
  service = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache'), dataDir: data });
  connectPage(null);
  await done(openSession(HANDOFF));
  const { scenario } = useSession.getState().opened!;
  await done(reopen({ ...scenario, steps: scenario.steps.slice(0, 4) }, 0));
  await done(leaveSession());
  const list = await service.request('work.list', {});
  expect(list).toMatchObject({ ok: true, value: { unsaved: [{ title: scenario.title, steps: 0 }] } });
  const id = list.ok ? list.value.unsaved[0]!.id : '';
  const restored = await service.request('work.restore', { id });
  expect(restored.ok && (JSON.parse(restored.value.trace) as { scenario: Scenario }).scenario.steps).toHaveLength(4);
  rmSync(data, { recursive: true });
});

it('an answer that everything else overtakes changes nothing', async () => {
  connectPage(null);
  await done(openSession(HANDOFF));
  await done(stepForward());
  line.holds = 'answers';
  const kill = killProcess('target');
  const happened = async (is: (event: HostEvent) => boolean) => {
    while (!line.events.some(is)) await new Promise((next) => { setImmediate(next); });
    flush();
  };
  await happened((e) => e.event === 'session.step' && e.step.action.kind === 'kill');
  setPace(0);
  const run = runOrPause();
  await happened((e) => e.event === 'session.state' && e.state.status === 'finished');
  expect(useSession.getState().state?.status).toBe('finished');
  // Only now the answers arrive, which are older than the end of the run.
  await done(Promise.all([kill, run]));
  await expectSame('finished');
});

it('a click on Step sends three events, two of them with the state', async () => {
  connectPage(null);
  await done(openSession(HANDOFF));
  await done(stepForward());
  const before = line.events.length;
  await done(stepForward());
  const events = line.events.slice(before);
  expect(events.map((e) => (e.event === 'session.state' ? e.state.status : e.event))).toEqual(['stepping', 'session.step', 'ready']);
  expect(events.filter((e) => 'state' in e)).toHaveLength(2);
});

it('a step that was missed is read from the host, and the state with it', async () => {
  connectPage('events');
  await done(openSession(HANDOFF));
  await done(stepForward());
  useSession.getState().history!.ownWork = true;
  // Lost on the way.
  const { session } = useSession.getState().state!;
  await service.request('session.step', { session });
  line.drop();
  await done(stepForward());
  await vi.waitFor(async () => {
    line.release();
    flush();
    await expectSame('ready');
  });
  expect(useSession.getState().length).toBe(3);
  expect(useSession.getState().history?.ownWork).toBe(true);
});
