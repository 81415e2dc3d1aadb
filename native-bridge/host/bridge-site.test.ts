import { expect, it, vi } from 'vitest';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { Performed, PerformRequest } from '../../app/shared/provider/provider.ts';
import type { Operation, PeerRequest } from '../channel/protocol.ts';
import { Bridge } from './bridge.ts';
import { ChannelPeer } from './channel-peer.ts';
import type { PeerProcess } from './launcher.ts';
import type { PeerSite } from './peer-site.ts';

const DONE: Performed = { outcome: { kind: 'ok', results: {} }, micros: 1 };
/** What a peer answers; it does not answer an operation that is not listed. */
type Answers = Partial<Record<Operation, unknown>>;

/** A site whose processes answer as listed; nothing runs. */
class ScriptedSite implements PeerSite {
  readonly platform = 'windows';
  readonly isHere = false;
  readonly ended: Promise<string>;
  readonly silenceMs = 1;
  readonly killed: number[] = [];
  /** Answers what was asked and not answered, in order. */
  readonly unanswered: ((output: unknown) => void)[] = [];
  readonly #answers: Record<string, Answers>;
  #exit: (how: string) => void = () => {};
  #pids = 100;

  constructor(answers: Record<string, Answers>) {
    this.#answers = answers;
    this.ended = new Promise((resolve) => { this.#exit = resolve; });
  }

  /** Ends the whole site. */
  vanish(how: string): void {
    this.#exit(how);
  }

  main = (): Promise<ChannelPeer> => Promise.resolve(new ChannelPeer(this.#process('main')));
  start = ({ name }: { name: string }): Promise<ChannelPeer> => Promise.resolve(new ChannelPeer(this.#process(name)));
  end = ({ pid }: { pid: number }) => { this.killed.push(pid); };
  hold = (pid: number) => Promise.resolve({ pid, started: null });
  reach = (): PeerProcess => this.#process('created');
  known = () => [];
  folder = () => Promise.resolve('C:\\session');
  removeFile = () => Promise.resolve();
  reader = () => ({ plan: () => undefined, keep: () => {}, probe: () => Promise.resolve({ facts: [], of: null }), close: () => {} });
  receivers = () => Promise.resolve(null);
  dispose = async (gone: Promise<void>) => { await gone; };

  #process(name: string): PeerProcess {
    const pid = this.#pids++;
    let say: (message: unknown) => void = () => {};
    let ended: (how: string) => void = () => {};
    void this.ended.then((how) => { ended(how); });
    return {
      pid,
      onMessage: (callback) => { say = callback; },
      onExit: (callback) => { ended = callback; },
      kill: () => {
        this.killed.push(pid);
        ended('killed');
      },
      send: (message) => {
        const { id, op } = message as PeerRequest;
        if (!(op in (this.#answers[name] ?? {})) && op !== 'begin') {
          this.unanswered.push((output) => { say({ id, ok: true, output }); });
          return;
        }
        queueMicrotask(() => { say({ id, ok: true, output: this.#answers[name]?.[op] ?? { pid } }); });
      },
    };
  }
}

const PLAN = { role: 'participant', threads: [] } as const;
let key = 0;

function request(participant: string, name: string, more: Partial<PerformRequest> = {}): PerformRequest {
  return { participant, call: findCall('winsock', name)!, args: {}, as: [], grace: 1, key: ++key, ...more };
}

async function opened(answers: Record<string, Answers>) {
  const site = new ScriptedSite(answers);
  const completed: [number, Performed][] = [];
  const died: [string, string][] = [];
  const bridge = new Bridge(site, {
    completed: (...one) => { completed.push(one); }, died: (...one) => { died.push(one); },
  });
  for (const name of ['main', 'worker']) await bridge.start({ name, ...PLAN });
  return { site, bridge, completed, died };
}

it('leaves a call pending if its process does not answer, and reports the later answer', async () => {
  const { site, bridge, completed } = await opened({ worker: { settle: DONE } });
  for (const late of [DONE, { outcome: { kind: 'pending' }, micros: null, ticket: 1 }]) {
    const asked = request('worker', 'WSACreateEvent');
    expect(await bridge.perform(asked)).toEqual({ outcome: { kind: 'pending' }, micros: null });
    site.unanswered.shift()!({ ...late, probes: {} });
    await vi.waitFor(() => { expect(completed).toEqual([[asked.key, DONE]]); });
    completed.length = 0;
  }
});

it('reports the end of a process in place of a call that it never answered', async () => {
  const { bridge, completed } = await opened({});
  expect((await bridge.perform(request('worker', 'WSACreateEvent'))).outcome).toEqual({ kind: 'pending' });
  await bridge.kill('worker');
  expect((await bridge.perform(request('worker', 'WSACreateEvent'))).outcome)
    .toEqual({ kind: 'refused', reason: 'There is no process "worker"' });
  expect(completed).toEqual([]);
});

it('reports every process when its site ends: main and suspended ones too', async () => {
  const spawned = { performed: DONE, pid: 500, inherited: [] };
  const { site, bridge, died } = await opened({ main: {}, worker: { spawn: spawned } });
  const create = request('worker', 'CreateProcessW', { args: { process: 'born', suspended: true }, spawn: { name: 'born', ...PLAN } });
  expect(await bridge.perform(create)).toEqual(DONE);
  site.vanish('the host is gone');
  await vi.waitFor(() => { expect(died).toHaveLength(3); });
  expect(new Map(died)).toEqual(new Map(['main', 'worker', 'born'].map((name) => [name, 'the host is gone'])));
});

it('kills the remaining processes on dispose, suspended ones included', async () => {
  const { site, bridge, died } = await opened({ worker: { spawn: { performed: DONE, pid: 500, inherited: [] } } });
  await bridge.perform(request('worker', 'CreateProcessW',
    { args: { process: 'born', suspended: true }, spawn: { name: 'born', ...PLAN } }));
  await bridge.dispose();
  expect(site.killed).toEqual([500, 101]);
  expect(died).toEqual([]);
  await expect(bridge.start({ name: 'late', ...PLAN })).rejects.toThrow('The session has ended');
});
