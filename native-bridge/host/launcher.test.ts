import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { forkLauncher } from './launcher.ts';

/** Hands its stderr down to a process that goes on, and tells that one's pid. */
const PARENT = `
import { spawn } from 'node:child_process';
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
process.stderr.write('last words', () => process.send(child.pid));
process.on('message', () => {});
`;

describe('a peer that is forked', () => {
  let folder = '';
  let left = 0;
  afterEach(() => {
    if (left > 0) process.kill(left, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('has ended when it has, also while another process has its stderr', async () => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-launcher-'));
    const entry = join(folder, 'parent.mjs');
    writeFileSync(entry, PARENT);
    const peer = await forkLauncher.launch(entry, []);
    const ended = new Promise<string>((resolve) => { peer.onExit(resolve); });
    left = await new Promise<number>((resolve) => { peer.onMessage((message) => { resolve(Number(message)); }); });
    peer.kill();
    expect(await ended).toBe('signal SIGKILL: last words');
    expect(() => process.kill(left, 0)).not.toThrow();
  });
});
