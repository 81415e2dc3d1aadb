/** The page's view of a recorded program against a real host, with answers and events delivered in different orders. */
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answer } from '../../app/main/hosts/gate.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { joinCommand } from '../../app/shared/base/command-line.ts';
import type { Answer, HostEvent, Input, RequestName, Transport } from '../../app/shared/contract/contract.ts';
import { OUT } from '../support/providers.ts';

// The page without a window: it is hidden, so it draws by timer.
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('document', { visibilityState: 'hidden' });
const { connect } = await import('../../app/renderer/store/host-client.ts');
const { forgetSession, setBetween, useSession } = await import('../../app/renderer/store/session.ts');
const { prepare, release, resumeProgram, setHolds, start, stopProgram, useProgram } = await import('../../app/renderer/store/program.ts');
const { resetPage } = await import('../../app/renderer/store/resettable.ts');

/** Delivers answers late, or loses events of a kind. */
class Line implements Transport {
  readonly #service: AppService;
  #deliver: (event: HostEvent) => void = () => {};
  seen: HostEvent['event'][] = [];

  constructor(service: AppService, how: { late?: RequestName; loses?: HostEvent['event'] }) {
    this.#service = service;
    this.#late = how.late ?? null;
    service.onEvent((event) => {
      this.seen.push(event.event);
      if (event.event !== how.loses) this.#deliver(event);
    });
  }

  readonly #late: RequestName | null;

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#deliver = listener;
    return () => {};
  }

  async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
    const given = await answer(this.#service, name, input) as Answer<K>;
    if (name === this.#late) await vi.waitUntil(() => this.seen.includes('recording.held') || this.seen.includes('recording.ended'));
    return given;
  }
}

let service: AppService;
beforeEach(() => {
  service = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache'),
    recordings: { refused: null } });
});
afterEach(async () => {
  resetPage();
  await service.dispose();
});
afterAll(() => vi.unstubAllGlobals());

// The shell makes these calls by itself: nothing else is needed to have processes and descriptors that are shared.
const COMMAND = joinCommand(['/bin/sh', '-c', 'exec 5<&0; /bin/true; (/bin/true); exit 3']);
const asked = (hold: string[] | null): Input<'recording.prepare'> =>
  ({ target: { command: COMMAND, folder: '/', environment: [] }, source: 'auto', debug: hold && { hold, limit: 60 } });

/** The graph is measured again and again while it grows. */
let resizing: ReturnType<typeof setInterval>;
beforeEach(() => { resizing = setInterval(() => { setBetween(100); }, 5); });
afterEach(() => { clearInterval(resizing); });

async function begin(hold: string[] | null): Promise<void> {
  expect(await prepare(asked(hold))).toBeNull();
  expect(await start(useProgram.getState().question!)).toBeNull();
}

const ended = () => vi.waitUntil(() => useProgram.getState().state?.status === 'ended'
  && useSession.getState().position === useProgram.getState().state?.length, { timeout: 20_000 });

it.each([
  ['events before the answer', { late: 'recording.start' as const }], ['the usual order', {}],
  ['all events of steps lost', { loses: 'recording.steps' as const }],
])('a page has every step and the end of a program: %s', async (_, how) => {
  connect(new Line(service, how));
  await begin(null);
  await ended();
  const { state } = useProgram.getState();
  expect(state).toMatchObject({ end: 'exited with code 3', problem: null, held: [] });
  const { history, opened } = useSession.getState();
  expect(useSession.getState().position).toBe(state!.length);
  expect(history!.log.steps().map(({ n }) => n)).toEqual(Array.from({ length: state!.length }, (_step, i) => i + 1));
  expect(opened!.header.recording).toEqual(state!.about);
  expect(opened!.header.scenario.processes.length).toBeGreaterThan(0);
});

it.each([['held before the answer', { late: 'recording.start' as const }], ['held after it', {}]])(
  'a call that is held is on screen until it is released: %s', async (_, how) => {
    connect(new Line(service, how));
    await begin(['call:*fork', 'call:clone*']);
    await vi.waitUntil(() => useProgram.getState().state?.held.length === 1, { timeout: 20_000 });
    expect(useSession.getState().ahead).toMatchObject({ diff: useProgram.getState().state!.held[0]!.diff });
    expect(await setHolds(['call:nothing'])).toContain('No call is named nothing');
    expect(await setHolds([])).toBeNull();
    await release({ kind: 'continue' });
    await ended();
    expect(useSession.getState().ahead).toBeNull();
    expect(useProgram.getState().state).toMatchObject({ held: [], conditions: [], end: 'exited with code 3' });
  });

it('a page that is loaded again has the recording with its held call', async () => {
  connect(new Line(service, {}));
  await begin(['call:*fork', 'call:clone*']);
  await vi.waitUntil(() => useProgram.getState().state?.held.length === 1, { timeout: 20_000 });
  const { state } = useProgram.getState();
  // The page is gone without a word.
  connect({ request: () => Promise.resolve({ ok: false, code: 'internal', message: '' }), onEvent: () => () => {} });
  resetPage();
  connect(new Line(service, {}));
  expect(await resumeProgram()).toBe(true);
  expect(useProgram.getState().state?.held).toEqual(state!.held);
  await vi.waitUntil(() => useSession.getState().length === useProgram.getState().state?.length, { timeout: 20_000 });
  await stopProgram();
  await ended();
});

it('a page that shows something else has closed the recording, and the program continues', async () => {
  const line = new Line(service, {});
  connect(line);
  await begin(['call:*fork', 'call:clone*']);
  await vi.waitUntil(() => useProgram.getState().state?.held.length === 1, { timeout: 20_000 });
  forgetSession();
  expect(useProgram.getState().state).toBeNull();
  await vi.waitUntil(() => line.seen.includes('recording.ended'), { timeout: 20_000 });
  expect(await service.request('recording.list', {})).toEqual({ ok: true, value: [] });
});

it('Stop ends a program that is held', async () => {
  connect(new Line(service, {}));
  await begin(['call:*fork', 'call:clone*']);
  await vi.waitUntil(() => useProgram.getState().state?.held.length === 1, { timeout: 20_000 });
  await stopProgram();
  await ended();
  expect(useProgram.getState().state?.end).toBe('ended by SIGTERM');
});
