/** What a live scan sees before the end of a program agrees with the world of its recording: descriptors, sockets, addresses, holders. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { descriptorsFor, entity } from '../../app/shared/domain/world.ts';
import type { Capture } from '../../app/shared/live/capture.ts';
import { holderRow, holdersOf, socketRow } from '../../app/shared/live/rows.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { closeOnExec } from '../../native-bridge/linux/live/ask.ts';
import { newScanner } from '../live/support/scan.ts';
import { OUT } from '../support/providers.ts';
import { Workshop } from './strace.ts';
import { childrenOf } from './targets.ts';

const workshop = new Workshop();
afterAll(() => { workshop.remove(); });

/** A descriptor of a socket. `socket`: a name that all descriptors of the socket have. Absent: it is not known there. */
interface Seen { socket: string; closeOnExec: boolean | null; state?: string; local?: string; remote?: string }
type All = ReadonlyMap<string, Seen>;

const known = (text: string | null): string | undefined => (text === null || text === '' ? undefined : text);
/** Of both, only these states have the same name. */
const stateOf = (state: string) => (state === 'listening' || state === 'established' ? { state } : {});
const bySlot = (seen: [string, Seen][]): All => new Map(seen.toSorted(([a], [b]) => a.localeCompare(b)));

async function scanned(pids: readonly number[]): Promise<All> {
  const scanner = newScanner(true);
  try {
    return inCapture(await scanner.scan({ tier: 'proc' }), pids);
  } finally {
    await scanner.close();
  }
}

const inCapture = (capture: Capture, pids: readonly number[]): All =>
  bySlot(Array.from({ length: capture.sockets.length }, (_, s) => s).flatMap((s) => holdersOf(capture, s).flatMap((h): [string, Seen][] => {
    const [{ process, descriptor }, { inode, state, local, remote, kind }] = [holderRow(capture, h), socketRow(capture, s)];
    if (!pids.includes(process.pid)) return [];
    const addresses = kind === 'unix' ? {} : { local: known(local), remote: known(remote) };
    const closes = closeOnExec({ ...process, descriptor, inode: Number(inode) })!;
    return [[`${process.pid} fd ${descriptor}`, { socket: inode, closeOnExec: closes, ...stateOf(state), ...addresses } as Seen]];
  })));

/** In the world before the first of the processes ends, or step `n`. */
function recorded(log: TraceLog, pids: readonly number[]): All {
  const isEnd = (n: number) => [...log.worldAt(n).ofKind('process')].some(({ pid, state }) => pids.includes(pid!) && state !== 'running');
  const world = log.worldAt(log.steps().find(({ n }) => isEnd(n))!.n - 1);
  return bySlot([...world.ofKind('socket')].filter(({ closedAt }) => closedAt === null).flatMap((socket) =>
    descriptorsFor(world, socket.id).flatMap((d): [string, Seen][] => {
      const pid = entity(world, 'process', d.process)?.pid;
      const addresses = socket.family === 'AF_UNIX' ? {} : { local: known(socket.local), remote: known(socket.remote) };
      return pids.includes(pid!) ? [[`${pid} fd ${d.number}`, { socket: socket.id, closeOnExec: !d.inheritable, ...stateOf(socket.state),
        ...addresses } as Seen]] : [];
    })));
}

/** Of each descriptor what both know, and in place of its socket all descriptors of that. */
function inCommon(all: All, other: All): Record<string, object> {
  const shared = (socket: string) => [...all].flatMap(([slot, seen]) => (seen.socket === socket ? [slot] : []));
  return Object.fromEntries([...all].map(([slot, { socket, ...seen }]) => {
    const there = other.get(slot);
    const fields = Object.entries(seen).filter(([name, value]) => value !== undefined && there?.[name as keyof Seen] !== undefined);
    return [slot, { ...Object.fromEntries(fields), holders: shared(socket) }];
  }));
}

/** Descriptors of sockets that each program has at its end, with its children. */
const HELD: Readonly<Record<string, number>> = {
  'fork-exec': 2, 'vfork-exec': 0, 'rights-several': 2, 'rights-cut': 3, 'rights-lost': 0, 'dup2-onto': 3, 'close-range': 2, 'own-table': 0,
  'epoll-fork': 2, 'number-reuse': 1, fetched: 1, killed: 1, threads: 0, reuseport: 2, holders: 6,
};

const noBpf = bpfProblem(OUT);
const WAYS = ['ptrace', ...noBpf === null ? ['BPF'] : []] as const;
it.skipIf(noBpf !== null).each([noBpf === null ? 'BPF is one of the ways' : `not run: by BPF: ${noBpf}`])('%s', () => {
  expect(WAYS).toContain('BPF');
});

describe.each(WAYS)('by %s', (way) => {
  const record = (command: readonly string[]) => (way === 'BPF' ? workshop.recordByBpf(command) : workshop.recordByPtrace(command));

  it.each(Object.keys(HELD))('%s', async (name) => {
    const [command] = await workshop.compile(name, 'at-end');
    const file = join(workshop.folder, `${name}.${way}.end`);
    const recording = record(['env', `HANDOFF_AT_END=${file}`, command!]);
    const pid = await vi.waitFor(() => Number(/^(\d+)\n/.exec(readFileSync(file, 'latin1'))![1]), { timeout: 30_000, interval: 20 });
    const pids = [pid, ...childrenOf(pid)];
    const live = await scanned(pids);
    rmSync(file);
    const seen = recorded((await recording).log, pids);
    expect(inCommon(seen, live)).toEqual(inCommon(live, seen));
    expect(live.size).toBe(HELD[name]);
  });
});
