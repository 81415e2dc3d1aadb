/** Sockets of other network namespaces: with and without a name, with a process in them and held from outside only. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureHeader } from '../../app/shared/live/capture.ts';
import type { SocketLine } from '../../app/shared/live/file-format.ts';
import { socketRow, type SocketRow } from '../../app/shared/live/rows.ts';
import { whoRows } from '../../app/shared/live/who.ts';
import { peerOf } from '../../app/shared/live/peer.ts';
import { handoff, whoHolds } from './support/cli.ts';
import { scanOnce, TIERS, type TestTier } from './support/scan.ts';
import { type Started, startProgram } from './support/started.ts';

const NOBODY = 65_534;
const [NAMED, EMPTY] = [`handoff-a-${process.pid}`, `handoff-b-${process.pid}`];
const ABSTRACT = `handoff-ns-${process.pid}`;

/** Listens on the port of its argument (0 for any), is connected to it, and has an abstract name that others have too. */
const PROGRAM = `const net = require('net'); const s = net.createServer(); s.listen(+process.argv[1], '127.0.0.1', () => {
  const { port } = s.address();
  net.createServer().listen('\\0${ABSTRACT}', () => net.connect(port, '127.0.0.1', () => console.log('port ' + port))); });
  process.stdin.resume(); process.stdin.on('end', () => process.exit());`;

function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'making network namespaces is for root';
  const { status, stderr, error } = spawnSync('unshare', ['-n', 'true'], { encoding: 'utf8' });
  if (status !== 0) return `this machine lets nobody make a network namespace (${error?.message ?? stderr.trim()})`;
  return spawnSync('ip', ['netns', 'list']).status === 0 ? null : 'ip-netns is not installed (Debian: iproute2)';
}

const reason = whyNot();
const running: Started[] = [];
const start = (command: string, args: readonly string[], options: Parameters<typeof startProgram>[2] = {}): Started => {
  const program = startProgram(command, args, options);
  running.push(program);
  return program;
};
const portOf = async (program: Started): Promise<number> => Number(/\d+/.exec(await program.says(/^port/))![0]);
const rowsOf = async (tier: TestTier, port: number): Promise<SocketRow[]> => {
  const capture = await scanOnce(tier);
  return whoRows(capture, { kind: 'port', port }).map((s) => socketRow(capture, s)).filter((row) => row.state === 'listening');
};
const ns = (rows: readonly SocketRow[]) => Object.fromEntries(rows.map((row) => [row.namespace, row.processes.map((p) => p.pid)]));

describe.skipIf(reason !== null).each([reason === null ? 'other network namespaces' : `not run: ${reason}`])('%s', () => {
  let own: Started;
  let named: Started;
  let unnamed: Started;
  let port: number;

  beforeAll(async () => {
    for (const name of [NAMED, EMPTY]) {
      execFileSync('ip', ['netns', 'add', name]);
      execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    }
    own = start(process.execPath, ['-e', PROGRAM, '0']);
    port = await portOf(own);
    // The same port in each: only the namespace tells them apart.
    named = start('ip', ['netns', 'exec', NAMED, process.execPath, '-e', PROGRAM, String(port)]);
    unnamed = start('unshare', ['-n', 'sh', '-c', 'ip link set lo up && exec "$0" -e "$1" "$2"', process.execPath, PROGRAM, String(port)]);
    await Promise.all([named, unnamed].map(portOf));
  });
  afterAll(async () => {
    await Promise.all(running.map((p) => p.stop()));
    for (const name of [NAMED, EMPTY]) spawnSync('ip', ['netns', 'del', name]);
  });

  describe.each(TIERS)('by the %s tier', (tier) => {
    it('one port in three of them is three sockets, each with its own holder, state and namespace', async () => {
      const rows = await rowsOf(tier, port);
      expect(ns(rows)).toEqual({ own: [own.pid], [NAMED]: [named.pid], [`of node (${unnamed.pid})`]: [unnamed.pid] });
      for (const row of rows)
        expect(row).toMatchObject({ local: `127.0.0.1:${port}`, acceptor: 'seen', watchers: 1, stale: 0, sendQueue: 511,
          cookie: expect.stringMatching(/^\d+$/) });
    });

    it('both ends of a connection are there, and are each other\'s other end within their namespace', async () => {
      const capture = await scanOnce(tier);
      for (const program of [own, named, unnamed]) {
        const all = Array.from({ length: capture.sockets.length }, (_, s) => s).filter((s) => {
          const row = socketRow(capture, s);
          return row.state === 'established' && row.kind === 'tcp' && row.processes.some((p) => p.pid === program.pid);
        });
        expect(all).toHaveLength(2);
        expect(peerOf(capture, all[0]!)).toBe(all[1]!);
      }
    });

    it('an abstract unix name is one in each namespace, and is found by its exact text', async () => {
      const { sockets } = whoHolds(`@${ABSTRACT}`, { tier });
      expect(sockets.map(({ row }) => row.namespace).sort()).toEqual(['own', NAMED, `of node (${unnamed.pid})`].sort());
      expect(sockets.map(({ holders }) => holders.map((h) => h.process.pid))).toHaveLength(3);
    });

    it('a socket of a named namespace in which no process is has its address and its holder, who is outside', async () => {
      const holder = start(process.execPath, [join(resolve('out/live'), 'holder.js'), 'held-outside', `/run/netns/${EMPTY}`]);
      await holder.says(/^ready$/);
      const { port: there } = JSON.parse(holder.lines[0]!) as { port: number };
      const rows = (await rowsOf(tier, there)).filter((row) => row.namespace === EMPTY);
      expect(rows).toMatchObject([{ local: `127.0.0.1:${there}`, processes: [{ pid: holder.pid }], receiveQueue: 0 }]);
      await holder.stop();
    });

    it('who and scan name the namespace in words', () => {
      const { code, out } = handoff(['who', String(port), '--tier', tier]);
      expect(code).toBe(0);
      expect(out).toContain(`TCP 127.0.0.1:${port} in network namespace ${NAMED} listens because node (${named.pid})`);
      expect(out).toContain(`TCP 127.0.0.1:${port} in network namespace of node (${unnamed.pid}) listens because`);
      expect(out).toContain(`TCP 127.0.0.1:${port} listens because node (${own.pid})`);
      const scan = handoff(['scan', `ns:${NAMED}`, 'listening', 'tcp', '--tier', tier]).out;
      expect(scan.split('\n').filter((line) => line.startsWith('tcp')))
        .toEqual([expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port} .*node \\(${named.pid}\\).*namespace ${NAMED}`))]);
    });
  });

  it('a socket of a namespace without name and process: the BPF tier has its address; the /proc tier its holder', async () => {
    const holder = start(process.execPath, [join(resolve('out/live'), 'holder.js'), 'held-outside-unnamed']);
    await holder.says(/^ready$/);
    const { port: there, fd } = JSON.parse(holder.lines[0]!) as { port: number; fd: number };
    const [row] = (await rowsOf('bpf', there)).filter((r) => r.namespace !== 'own');
    expect(row).toMatchObject({ local: `127.0.0.1:${there}`, namespace: expect.stringMatching(/^\d{10}$/),
      processes: [{ pid: holder.pid, descriptors: [fd] }] });
    const proc = await scanOnce('proc');
    const held = Array.from({ length: proc.sockets.length }, (_, s) => socketRow(proc, s)).find((r) => r.inode === row!.inode);
    expect(held).toMatchObject({ kind: 'tcp', state: 'unknown', processes: [{ pid: holder.pid, descriptors: [fd] }] });
    await holder.stop();
  });

  it('an ordinary user sees the sockets of all namespaces without their holders, and the capture states the limits', () => {
    const { code, out } = handoff(['scan', `port:${port}`, 'listening', '--json'], { uid: NOBODY });
    expect(code).toBe(0);
    const { capture, sockets } = JSON.parse(out) as { capture: CaptureHeader; sockets: SocketLine[] };
    const others = capture.namespaces.filter((n) => !n.own);
    expect(others.filter((n) => [`of node (${named.pid})`, `of node (${unnamed.pid})`].includes(n.name)).map((n) => n.tables))
      .toEqual(['proc-net', 'proc-net']);
    expect(capture.notes.join(' ')).toContain(NAMED);
    expect(sockets).toHaveLength(3);
    for (const s of sockets) expect(s).toMatchObject({ local: `127.0.0.1:${port}`, state: 'listening', holders: [], acceptor: 'hidden' });
    const who = handoff(['who', String(port)], { uid: NOBODY });
    expect([who.code, who.out]).toEqual([3,
      expect.stringContaining(`in network namespace of node (${unnamed.pid}) has no holder that user nobody can see`)]);
    expect(who.out).toContain('0 connections waiting');
    // The tables of /proc print every NUL of an abstract name as an @.
    expect(handoff(['who', `@${ABSTRACT}`], { uid: NOBODY }).out.match(/, listening/g)).toHaveLength(3);
  });

  it('an ordinary user sees all of the user\'s own namespace', async () => {
    const program = start('unshare', ['-Urn', 'sh', '-c', 'ip link set lo up && exec "$0" -e "$1" 0', process.execPath, PROGRAM],
      { uid: NOBODY, cwd: '/' });
    const mine = await portOf(program);
    const { out } = handoff(['scan', `port:${mine}`, 'listening', `ns:node`, '--json'], { uid: NOBODY });
    const { sockets } = JSON.parse(out) as { sockets: SocketLine[] };
    expect(sockets).toMatchObject([{ local: `127.0.0.1:${mine}`, holders: [{ pid: program.pid }], watchers: [{ stale: false }] }]);
  });
});
