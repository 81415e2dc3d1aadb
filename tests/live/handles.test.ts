/** The inventory of Windows, as far as Wine can run it: real handles of real processes, none of it verified on Windows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaptureHeader } from '../../app/shared/live/capture.ts';
import type { SocketLine } from '../../app/shared/live/file-format.ts';
import { runInWine, windowsPath, wineSpawn } from '../support/wine-node.ts';
import { until } from './support/until.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'handoff-handles-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

it('a listener shared by two processes is one socket with two holders, told apart from others by comparing handles', async () => {
  const program = join(folder, 'share.cjs');
  const said = join(folder, 'said.txt');
  // node:cluster hands a listener to its worker; both then hold handles of it.
  writeFileSync(program, `
    const cluster = require('cluster'); const fs = require('fs'); cluster.schedulingPolicy = cluster.SCHED_NONE;
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('listening', ({ port }) => fs.writeFileSync(${JSON.stringify(windowsPath(said))}, JSON.stringify({ port, pids: [process.pid, worker.process.pid] })));
      const wait = setInterval(() => { if (fs.existsSync(${JSON.stringify(windowsPath(join(folder, 'end')))})) process.exit(); }, 50); void wait;
    } else require('net').createServer().listen(0, '127.0.0.1');`);
  const log = openSync(join(folder, 'log'), 'w');
  const running = wineSpawn(['node', windowsPath(program)], ['ignore', log, log]);
  closeSync(log);
  const ended = new Promise((done) => { running.once('exit', done); });
  try {
    await until(() => { try { return readFileSync(said, 'utf8').endsWith('}'); } catch { return false; } });
    const { port, pids } = JSON.parse(readFileSync(said, 'utf8')) as { port: number; pids: number[] };
    const { code, stdout, stderr } = await runInWine([windowsPath(resolve('out/main/cli.js')), 'scan', '--json'], 60_000);
    expect([code, stderr]).toEqual([0, '']);
    const { capture, sockets } = JSON.parse(stdout) as { capture: CaptureHeader; sockets: SocketLine[] };
    expect(capture.tier).toBe('handles');
    expect(capture.notes.join(' ')).toContain('tried under Wine only');
    const found = sockets.filter((s) => s.localPort === port);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ local: `127.0.0.1:${port}`, sure: 'compared', creator: null });
    expect([...new Set(found[0]!.holders.map((h) => h.pid))].sort((a, b) => a - b)).toEqual(pids.sort((a, b) => a - b));
    expect(found[0]!.references).toBe(found[0]!.holders.length);
    expect(found[0]!.holders[0]!.name).toBe('node.exe');
    expect(found[0]!.holders[0]!.startedAt).toBeGreaterThan(Date.parse('2020-01-01'));
  } finally {
    writeFileSync(join(folder, 'end'), '');
    await ended;
  }
});
