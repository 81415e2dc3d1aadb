import { deepEqual, notEqual } from 'node:assert/strict';
import { afterEach, expect, it } from 'vitest';
import type { SessionEvent, SessionState } from '../../../shared/contract/session.ts';
import { stateAfterEvent } from '../../../shared/contract/session-state.ts';
import { ModelProvider } from '../../../shared/model/provider.ts';
import type { ProviderEvents } from '../../../shared/provider/provider.ts';
import { checkScenario } from '../../../shared/scenario/check.ts';
import type { ScenarioStep } from '../../../shared/scenario/format.ts';
import { SessionEngine } from './engine.ts';

const SOCKET: ScenarioStep = { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' } };
const TYPED: ScenarioStep = { ...SOCKET, as: 'typed' };
const scenarioOf = (steps: number) => checkScenario({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: Array.from({ length: steps }, () => SOCKET),
});

/** A model whose calls return when the test lets them. */
class Gated extends ModelProvider {
  #open = true;
  #waiting: (() => void)[] = [];
  /** Calls that have begun. */
  begun = 0;

  override async answer(...call: Parameters<ModelProvider['answer']>): ReturnType<ModelProvider['answer']> {
    this.begun += 1;
    if (!this.#open) await new Promise<void>((go) => { this.#waiting.push(go); });
    return super.answer(...call);
  }

  shut(): void {
    this.#open = false;
  }

  letGo(): void {
    this.#open = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** At each event, the state that its listener derives, and that of the engine. */
const seen: [SessionState, SessionState][] = [];
afterEach(() => {
  const pairs = seen.splice(0);
  notEqual(pairs.length, 0);
  for (const [derived, own] of pairs) deepEqual(derived, own);
});

async function opened(steps: number) {
  const events: SessionEvent[] = [];
  let state: SessionState | null = null;
  let provider!: Gated;
  const engine = await SessionEngine.open({
    scenario: scenarioOf(steps), providerId: 'model',
    makeProvider: (on: ProviderEvents) => Promise.resolve(provider = new Gated('linux', on)),
    onEvent: (event) => {
      events.push(event);
      state = stateAfterEvent(state, event);
      if (state) seen.push([state, engine.state()]);
    },
  });
  const begun = async (calls: number) => {
    while (provider.begun < calls) await new Promise((next) => { setImmediate(next); });
  };
  const statuses = () => events.flatMap((e) => (e.event === 'session.state' ? [e.state.status] : []));
  return { engine, provider, events, statuses, begun };
}

it('a step is three events: stepping, the step, and ready or finished', async () => {
  const { engine, events } = await opened(2);
  await engine.step();
  await engine.step();
  await engine.step();
  const reported = events.map((e) => (e.event === 'session.state' ? e.state.status : e.event));
  expect(reported).toEqual(['stepping', 'session.step', 'ready', 'stepping', 'session.step', 'finished']);
});

it('steps that are requested at the same time are performed one after the other', async () => {
  const { engine, statuses } = await opened(3);
  await Promise.all([engine.step(), engine.step()]);
  expect(engine.performed).toBe(2);
  expect(statuses()).toEqual(['stepping', 'ready']);
});

it('a paused run is stepping until its current step ends, and nothing runs beside it', async () => {
  const { engine, provider, statuses, begun } = await opened(5);
  provider.shut();
  engine.run({ pace: 0 });
  await begun(1);
  const paused = engine.pause();
  expect(engine.state().status).toBe('stepping');
  engine.run();
  engine.hurryTo(4);
  expect(engine.state().status).toBe('stepping');
  provider.letGo();
  await paused;
  expect(engine.state()).toMatchObject({ status: 'ready', performed: 1 });
  expect(statuses()).toEqual(['running', 'stepping', 'ready']);
  expect(provider.begun).toBe(1);
});

it('a run that is paused in its last step is finished', async () => {
  const { engine, provider, begun } = await opened(1);
  provider.shut();
  engine.run({ pace: 0 });
  await begun(1);
  const paused = engine.pause();
  provider.letGo();
  await paused;
  expect(engine.state().status).toBe('finished');
});

it('a typed step takes its turn in a run, and the run continues', async () => {
  const { engine, provider, statuses, begun } = await opened(3);
  provider.shut();
  engine.run({ pace: 0 });
  await begun(1);
  const typed = engine.insert(TYPED);
  provider.letGo();
  await typed;
  await begun(4);
  await engine.pause();
  expect(engine.log.steps().map(({ action }) => (action.kind === 'call' ? action.as : null))).toContainEqual(['typed']);
  expect(engine.state()).toMatchObject({ status: 'finished', performed: 4, planned: 4 });
  expect(statuses()).toEqual(['running', 'finished']);
});

it('a refused step leaves the session ready, and a failed run reports the reason', async () => {
  const { engine, provider } = await opened(2);
  await expect(engine.insert({ ...SOCKET, process: 'missing' })).rejects.toThrow('no process is called "missing"');
  expect(engine.state()).toMatchObject({ status: 'ready', performed: 0, planned: 2 });
  provider.answer = () => Promise.reject(new Error('The bridge is gone'));
  engine.run({ pace: 0 });
  await engine.pause();
  expect(engine.state()).toMatchObject({ status: 'ready', problem: 'The bridge is gone' });
});

it('a socket from outside of the session and another pace are reported', async () => {
  const { engine, events } = await opened(1);
  const content = { kind: 'text', text: 'x' } as const;
  const action = { kind: 'message', from: 'x', to: 'main', carrier: 'unix', name: null, as: 'taken', content } as const;
  await engine.surroundings.note(action, () => {}, { name: 'taken', value: 7 });
  engine.pace(100);
  engine.pace(100);
  expect(events.map((e) => e.event)).toEqual(['session.step', 'session.state', 'session.state']);
  expect(engine.state()).toMatchObject({ length: 1, performed: 0, taken: ['taken'], pace: 100 });
});

it('a closed session performs nothing, and its last event is the state closed', async () => {
  const { engine, provider, statuses, events, begun } = await opened(3);
  provider.shut();
  const step = engine.step();
  await begun(1);
  const closed = engine.close();
  provider.letGo();
  await Promise.all([step, closed]);
  const { length } = events;
  await engine.step();
  await engine.insert(TYPED);
  engine.run();
  await engine.close();
  expect(statuses()).toEqual(['stepping', 'closed']);
  expect(events).toHaveLength(length);
  expect(provider.begun).toBe(1);
});
