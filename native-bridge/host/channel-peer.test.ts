import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChannelPeer } from './channel-peer.ts';

describe('a peer that is killed', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  // The end of a process can be reported long after it: its pid is gone by then, or somebody else's.
  it('is ended by its launcher alone, however late its end is reported', async () => {
    vi.useFakeTimers();
    const byPid = vi.spyOn(process, 'kill').mockImplementation(() => true);
    let report: (how: string) => void = () => {};
    const killed = vi.fn<() => void>();
    const peer = new ChannelPeer({ pid: 4_000_001, send: () => {}, onMessage: () => {}, onExit: (callback) => { report = callback; }, kill: killed });
    peer.kill();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(killed).toHaveBeenCalledTimes(1);
    expect(byPid).not.toHaveBeenCalled();
    report('signal SIGKILL');
    await expect(peer.ended).resolves.toBe('signal SIGKILL');
    await expect(peer.ask('begin', { threads: [], folder: '' })).rejects.toThrow('signal SIGKILL');
  });
});
