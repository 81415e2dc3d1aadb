import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChannelPeer } from './channel-peer.ts';

describe('a peer that is killed', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  // The end of a process can be reported long after it: by then its pid is free or reused.
  it('is ended by its launcher alone, however late its end is reported', async () => {
    vi.useFakeTimers();
    const byPid = vi.spyOn(process, 'kill').mockImplementation(() => true);
    let report: (how: string) => void = () => {};
    const killed = vi.fn<() => void>();
    const peer = new ChannelPeer({ pid: 4_000_001, send: () => {}, onMessage: () => {}, onExit: (callback) => { report = callback; },
      kill: killed });
    peer.kill();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(killed).toHaveBeenCalledTimes(1);
    expect(byPid).not.toHaveBeenCalled();
    report('signal SIGKILL');
    await expect(peer.ended).resolves.toBe('signal SIGKILL');
    await expect(peer.ask('begin', { threads: [], folder: '' })).rejects.toThrow('signal SIGKILL');
  });
});

describe('a peer with an invalid answer', () => {
  const asked = () => {
    let say: (message: unknown) => void = () => {};
    let report: (how: string) => void = () => {};
    const peer = new ChannelPeer({
      pid: 4_000_001, send: () => {}, onMessage: (callback) => { say = callback; }, onExit: (callback) => { report = callback; },
      kill: () => { report('signal SIGKILL'); },
    });
    return { peer, say: (message: unknown) => { say(message); } };
  };
  const perform = { platform: 'linux', call: 'close', args: { fd: 3 }, as: [], thread: null, grace: 10,
    believed: { nonblocking: false, contested: false, accompanied: false } } as const;

  it.each<unknown>([
    null, 7, [], {}, { id: '1', ok: true }, { id: 1 }, { id: 1, ok: false }, { id: 1, ok: false, problem: {} },
    { id: 1, ok: true, output: null }, { id: 1, ok: true, output: { outcome: null } },
    { id: 1, ok: true, output: { outcome: { kind: 'constructor' }, micros: 1 } },
    { id: 1, ok: true, output: { outcome: { kind: 'ok' }, micros: 1 } },
    { id: 1, ok: true, output: { outcome: { kind: 'ok', results: { descriptor: '__proto__' } }, micros: 1 } },
    { id: 1, ok: true, output: { outcome: { kind: 'ok', results: { descriptors: [{}] } }, micros: 1 } },
    { id: 1, ok: true, output: { outcome: { kind: 'error', name: {}, number: 1 }, micros: 1 } },
    { id: 1, ok: true, output: { outcome: { kind: 'pending' }, micros: null, ticket: 'x' } },
  ])('%j: it is ended, and the call with it', async (message) => {
    const { peer, say } = asked();
    const answer = peer.ask('perform', perform);
    say(message);
    say({ id: 1, ok: true, output: { outcome: { kind: 'pending' }, micros: null } });
    await expect(answer).rejects.toThrow('it was ended: what it answered is no answer');
    expect(await peer.ended).toBe('it was ended: what it answered is no answer');
  });

  it('an answer without a request is ignored', async () => {
    const { peer, say } = asked();
    const answer = peer.ask('perform', perform);
    for (const id of [0, -1, 2, 2 ** 40]) say({ id, ok: true, output: { __proto__: 1 } });
    say({ id: 1, ok: true, output: { outcome: { kind: 'ok', results: { number: 0 } }, micros: 3 } });
    expect(await answer).toEqual({ outcome: { kind: 'ok', results: { number: 0 } }, micros: 3 });
  });
});
