/** A small load, seen by both tiers: every row as ss has it, every group and registration as it was made. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SURENESS } from '../../app/shared/live/kinds.ts';
import { socketRow, watcherRow, watchersOf } from '../../app/shared/live/rows.ts';
import { SMALL } from './load/plan.ts';
import { type Load, startLoad } from './support/load.ts';
import { newScanner, scanOnce, TIERS } from './support/scan.ts';
import { captureRows, missing, ssRows } from './support/ss.ts';
import { until } from './support/until.ts';

let load: Load;
beforeAll(async () => { load = await startLoad(SMALL); });
afterAll(() => load.stop());

describe.each(TIERS)('the %s tier', (tier) => {
  it('has every internet row that ss -tuanpe has, alike in every field, and no other', async () => {
    const capture = await scanOnce(tier);
    const [ours, theirs] = [captureRows(capture, load.pids), ssRows(load.pids)];
    expect(missing(theirs, ours)).toEqual([]);
    expect(missing(ours, theirs)).toEqual([]);
    expect(ours.length).toBeGreaterThan(SMALL.processes * 20);
  });

  it('groups the descriptors of each listener, and of nothing else, and says how sure it is', async () => {
    const capture = await scanOnce(tier);
    const made = new Map<number, string[]>();
    for (const p of load.processes)
      for (const l of p.listeners) made.set(l.port, [...(made.get(l.port) ?? []), `${p.pid}:${l.descriptor}`]);
    const shared = new Map<number, string[]>();
    for (let s = 0; s < capture.sockets.length; s++) {
      const row = socketRow(capture, s);
      const held = row.processes.filter((p) => load.pids.has(p.pid)).flatMap((p) => p.descriptors.map((d) => `${p.pid}:${d}`));
      if (held.length < 2) continue;
      expect(capture.sockets.sure[s]).toBe(SURENESS.indexOf(tier === 'bpf' ? 'file' : 'kcmp'));
      shared.set(capture.sockets.localPort[s]!, held.sort());
    }
    expect(shared).toEqual(new Map([...made].map(([port, held]) => [port, held.sort()])));
  });

  it('holds every descriptor of the load, no more and no fewer', async () => {
    const capture = await scanOnce(tier);
    for (const p of load.processes) {
      const process = capture.processes.findIndex(({ pid }) => pid === p.pid);
      const seen: number[] = [];
      for (let h = 0; h < capture.holders.length; h++)
        if (capture.holders.process[h] === process) seen.push(capture.holders.descriptor[h]!);
      expect(seen.sort((a, b) => a - b))
        .toEqual([...p.listeners.map((l) => l.descriptor), ...p.tcp, ...p.udp, ...p.unix].sort((a, b) => a - b));
    }
  });

  it('has every registration of every epoll instance, each once, none of them stale', async () => {
    const capture = await scanOnce(tier);
    const seen: string[] = [];
    for (let s = 0; s < capture.sockets.length; s++) {
      for (const w of watchersOf(capture, s)) {
        const row = watcherRow(capture, w);
        const [owner, ...others] = row.instance;
        if (owner === undefined || !load.pids.has(owner.pid)) continue;
        expect([others.length, row.stale, row.events, BigInt(row.data)]).toEqual([0, false, ['EPOLLIN'], BigInt(row.descriptor)]);
        seen.push(`${owner.pid}:${owner.descriptor} ${row.descriptor}`);
      }
    }
    expect(seen.sort()).toEqual(load.processes.flatMap((p) => p.watched.map((fd) => `${p.pid}:${p.epoll} ${fd}`)).sort());
  });
});

it('sees the same again when it takes idle processes over from the last capture', async () => {
  const scanner = newScanner();
  try {
    const first = await scanner.scan({ tier: 'proc' });
    const second = await scanner.scan({ tier: 'proc' });
    expect(second.header.rescan?.takenOver ?? 0).toBeGreaterThanOrEqual(SMALL.processes);
    expect(captureRows(second, load.pids)).toEqual(captureRows(first, load.pids));
    expect(second.header.notes.join(' ')).toContain('taken over');
  } finally {
    await scanner.close();
  }
});

it('the load takes all its processes along when it is killed', async () => {
  const other = await startLoad({ ...SMALL, processes: 4, listeners: 4, sharedBy: 2, registrations: 40 });
  const alive = (): number[] => [...other.pids].filter((pid) => existsSync(`/proc/${pid}`));
  expect(alive()).toHaveLength(4);
  other.kill();
  await until(() => alive().length === 0);
});
