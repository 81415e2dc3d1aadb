/** The inventory of Windows, as far as Wine can run it: real handles of real processes, none of it verified on Windows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaptureHeader } from '../../app/shared/live/capture.ts';
import type { SocketLine } from '../../app/shared/live/file-format.ts';
import { runInWine, windowsPath, wineSpawn } from '../support/wine-node.ts';
import { until } from './support/until.ts';

interface Scene {
  pid: number;
  port: number;
  /** Address of the client of the connection. */
  peer: string;
  handles: Record<'freshTcp' | 'freshUdp' | 'boundTcp' | 'boundUdp' | 'listener' | 'client' | 'accepted', number>;
  addresses: Record<keyof Scene['handles'], string | null>;
  contexts: Record<string, { known: boolean; unknownQuestion: boolean }>;
  registered: boolean;
}

/**
 * Starts `script` (a file's Windows path and arguments) in Wine's node.exe; it writes JSON to the first file, and ends
 * when there is the second.
 */
async function whilePlaying<T>(args: (said: string, end: string) => string[], look: (told: T) => Promise<void>): Promise<void> {
  const [said, end] = [join(folder, 'said.json'), join(folder, 'end')];
  for (const file of [said, end]) rmSync(file, { force: true });
  const log = openSync(join(folder, 'log'), 'w');
  const running = wineSpawn(['node', ...args(windowsPath(said), windowsPath(end))], ['ignore', log, log]);
  closeSync(log);
  const ended = new Promise((done) => { running.once('exit', done); });
  try {
    await until(() => {
      if (running.exitCode !== null) throw new Error(`it ended:\n${readFileSync(join(folder, 'log'), 'utf8')}`);
      try { return readFileSync(said, 'utf8').endsWith('}'); } catch { return false; }
    });
    await look(JSON.parse(readFileSync(said, 'utf8')) as T);
  } finally {
    writeFileSync(end, '');
    await ended;
  }
}

const cli = (...args: string[]) => runInWine([windowsPath(resolve('out/main/cli.js')), ...args], 60_000);

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'handoff-handles-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

it('a listener shared by two processes is one socket with two holders, told apart from others by comparing handles', async () => {
  const program = join(folder, 'share.cjs');
  // node:cluster hands a listener to its worker; both then hold handles of it.
  writeFileSync(program, `
    const cluster = require('cluster'); const fs = require('fs'); cluster.schedulingPolicy = cluster.SCHED_NONE;
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      const pids = [process.pid, worker.process.pid];
      worker.on('listening', ({ port }) => fs.writeFileSync(process.argv[2], JSON.stringify({ port, pids })));
      const wait = setInterval(() => { if (fs.existsSync(process.argv[3])) process.exit(); }, 50); void wait;
    } else require('net').createServer().listen(0, '127.0.0.1');`);
  await whilePlaying<{ port: number; pids: number[] }>((said, end) => [windowsPath(program), said, end], async ({ port, pids }) => {
    const { code, stdout, stderr } = await cli('scan', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { capture, sockets } = JSON.parse(stdout) as { capture: CaptureHeader; sockets: SocketLine[] };
    expect(capture.tier).toBe('handles');
    expect(capture.notes.join(' ')).toContain('tried under Wine only');
    const found = sockets.filter((s) => s.localPort === port);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ local: `127.0.0.1:${port}`, kind: 'tcp', state: 'listening', sure: 'compared', creator: null,
      winsock: null });
    expect([...new Set(found[0]!.holders.map((h) => h.pid))].sort((a, b) => a - b)).toEqual(pids.sort((a, b) => a - b));
    expect(found[0]!.references).toBe(found[0]!.holders.length);
    expect(found[0]!.holders[0]!.name).toBe('node.exe');
    expect(found[0]!.holders[0]!.startedAt).toBeGreaterThan(Date.parse('2020-01-01'));
    const who = await cli('who', String(port));
    expect([who.code, who.stderr]).toEqual([0, '']);
    expect(who.stdout).toContain(`TCP 127.0.0.1:${port} listens because node.exe (${Math.min(...pids)}) as descriptor`);
    expect(who.stdout).toMatch(/\d references by HandleCount/);
    expect(who.stdout).not.toContain('inode');
  });
});

it('sockets in every state: unbound, bound, listening, connected, with an export on its way; and nothing that is no socket', async () => {
  await whilePlaying<Scene>((said, end) => [windowsPath(resolve('out/live/windows-scene.js')), said, end],
    async ({ pid, port, peer, handles, addresses, contexts, registered }) => {
      const { code, stdout } = await cli('scan', `pid:${pid}`, '--json');
      expect(code).toBe(0);
      const { sockets, capture } = JSON.parse(stdout) as { capture: CaptureHeader; sockets: SocketLine[] };
      const of = (handle: number) =>
        sockets.filter((s) => s.holders.some((h) => h.pid === pid && h.descriptor === handle))
          .map((s) => [s.kind, s.family, s.state, s.local, s.remote]);
      expect(Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, of(handle)]))).toEqual({
        freshTcp: [['tcp', 'AF_INET', 'unconnected', '0.0.0.0:0', '']], freshUdp: [['udp', 'AF_INET6', 'unconnected', '[::]:0', '']],
        boundTcp: [['tcp', 'AF_INET', 'bound-inactive', addresses.boundTcp, '']],
        boundUdp: [['udp', 'AF_INET6', 'unconnected', addresses.boundUdp, '']],
        listener: [['tcp', 'AF_INET', 'listening', `127.0.0.1:${port}`, '']],
        client: [['tcp', 'AF_INET', 'established', peer, `127.0.0.1:${port}`]],
        accepted: [['tcp', 'AF_INET', 'established', `127.0.0.1:${port}`, peer]],
      });
      // An export is a handle of its target before it is imported (S7); pipes and files are none of this.
      const held = sockets.flatMap((s) => s.holders.filter((h) => h.pid === pid).map((h) => h.descriptor));
      const exported = held.filter((h) => !Object.values(handles).includes(h));
      expect([held.length, exported.length]).toEqual([8, 1]);
      expect(sockets.find((s) => s.local === addresses.boundTcp)).toMatchObject({ references: 2, sure: 'compared' });
      // W10: Wine keeps no context with its driver, so that the registration which is there cannot be told, and that is said.
      expect(registered).toBe(true);
      expect(Object.values(contexts)).toEqual(Object.keys(handles).map(() => ({ known: false, unknownQuestion: true })));
      expect(sockets.map((s) => s.winsock)).toEqual(sockets.map(() => null));
      expect(capture.notes.join(' ')).toContain('Registrations are not listed: Wine keeps no context');
    });
});
