/** Small situations that confuse every other tool, shown with their cause. */
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { partsText } from '../../app/shared/live/hazard-kinds.ts';
import { hazardsOf } from '../../app/shared/live/hazards.ts';
import { socketRow, watcherRow, watchersOf } from '../../app/shared/live/rows.ts';
import { whoRows } from '../../app/shared/live/who.ts';
import { handoff, pidsOf, whoHolds } from './support/cli.ts';
import { scanOnce, TIERS } from './support/scan.ts';
import { type Started, startProgram } from './support/started.ts';

const running: Started[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((p) => p.stop())); });

async function play<T>(scene: string): Promise<T & { pid: number; port: number }> {
  const program = startProgram(process.execPath, [join(resolve('out/live'), 'holder.js'), scene]);
  running.push(program);
  await program.says(/^ready$/);
  return JSON.parse(program.lines[0]!) as T & { pid: number; port: number };
}

describe.each(TIERS)('by the %s tier', (tier) => {
  it('a registration under a closed number is stale, and names the cause (P13)', async () => {
    const made = await play<{ epoll: number; registered: number; dup: number }>('stale');
    const capture = await scanOnce(tier);
    const [s] = whoRows(capture, { kind: 'port', port: made.port });
    const [watcher, ...others] = watchersOf(capture, s!).map((w) => watcherRow(capture, w));
    expect(others).toEqual([]);
    expect(watcher).toMatchObject({ descriptor: made.registered, stale: true, reused: false,
      instance: [{ pid: made.pid, descriptor: made.epoll }] });
    const [hazard] = hazardsOf(capture, s!).filter(({ id }) => id === 'stale-epoll-item');
    expect(partsText(hazard!.sentence))
      .toContain(
      `under the number ${made.registered}, which was closed. The item remains because another descriptor keeps the socket open`);
    expect(socketRow(capture, s!).processes).toMatchObject([{ pid: made.pid, descriptors: [made.dup] }]);
  });

  it('a registered number that now refers to another socket is distinguished (P13, P22)', async () => {
    const made = await play<{ registered: number; other: number }>('reused');
    expect(made.other).toBe(made.registered);
    const capture = await scanOnce(tier);
    const [s] = whoRows(capture, { kind: 'port', port: made.port });
    expect(watchersOf(capture, s!).map((w) => watcherRow(capture, w))).toMatchObject([{ stale: true, reused: true }]);
    expect(hazardsOf(capture, s!).map(({ id }) => id)).toEqual(expect.arrayContaining(['stale-epoll-item', 'number-reuse']));
  });

  it('an inherited epoll instance does not make a living registration stale (P22)', async () => {
    const made = await play<{ epoll: number; registered: number; child: number }>('inherited-epoll');
    const capture = await scanOnce(tier);
    const [s] = whoRows(capture, { kind: 'port', port: made.port });
    const [watcher] = watchersOf(capture, s!).map((w) => watcherRow(capture, w));
    expect(watcher).toMatchObject({ descriptor: made.registered, stale: false });
    expect(watcher!.instance.map(({ pid, descriptor }) => `${pid}:${descriptor}`).sort())
      .toEqual([`${made.pid}:${made.epoll}`, `${made.child}:3`].sort());
  });

  it('counts a descriptor in flight in its queue, and shows its socket open without a holder (P23)', async () => {
    const made = await play<{ carrier: number }>('in-flight');
    const capture = await scanOnce(tier);
    const h = capture.holders.descriptor.findIndex((d,
      i) => d === made.carrier && capture.processes[capture.holders.process[i]!]!.pid === made.pid);
    expect(capture.sockets.inFlight[capture.holders.socket[h]!]).toBe(1);
    const [s] = whoRows(capture, { kind: 'port', port: made.port });
    expect(socketRow(capture, s!)).toMatchObject({ holders: 0, state: 'listening' });
    expect(hazardsOf(capture, s!).map(({ id }) => id)).toContain('only-in-flight');
  });

  it('two sockets on one port are shown as two, not as a shared one (P19)', async () => {
    const made = await play<{ first: number; second: number }>('reuseport');
    const { sockets } = whoHolds(made.port, { tier });
    expect(sockets.map(({ holders }) => holders.map((h) => h.descriptor))).toEqual(expect.arrayContaining([[made.first], [made.second]]));
    expect(sockets.map(({ row }) => row.sure)).toEqual([null, null]);
    for (const { why } of sockets)
      expect(partsText(why))
        .toContain(
        '1 other socket is bound to the same address (SO_REUSEPORT or SO_REUSEADDR, P19): they share nothing with this one, '
          + 'and the system gives each connection to one of them.');
    expect(handoff(['scan', 'shared', `port:${made.port}`, '--tier', tier]).code).toBe(1);
  });

  it('a parent that dies leaves the port with a child that does not accept', async () => {
    const made = await play<{ child: number }>('leave-port');
    try {
      await Promise.all(running.splice(0).map((p) => p.stop()));
      const answer = whoHolds(made.port, { tier });
      expect(pidsOf(answer)).toEqual([made.child]);
      expect(answer.sockets[0]!.commands).toEqual({ [made.child]: '/bin/sleep 600' });
      expect(answer.sockets[0]!.hazards.map(({ id }) => id)).toEqual(['no-live-acceptor']);
      expect(handoff(['scan', 'listening no acceptor', `port:${made.port}`, '--tier', tier]).out).toContain(`sleep (${made.child})`);
    } finally {
      process.kill(made.child, 'SIGKILL');
    }
  });
});
