import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { childLauncher } from './launcher.ts';

/** Hands its stderr down to a process that goes on, and tells that one's pid. */
const PARENT = `
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
process.stderr.write('last words', () => {
  const text = String(child.pid);
  const frame = Buffer.alloc(4 + text.length);
  frame.writeUInt32LE(text.length, 0);
  frame.write(text, 4);
  writeSync(Number(process.env.HANDOFF_PEER_CHANNEL), frame);
});
setInterval(() => {}, 1000);
`;

describe('a peer that is a child', () => {
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
    const peer = await childLauncher.launch(entry, [], (create) => create());
    const ended = new Promise<string>((resolve) => { peer.onExit(resolve); });
    left = await new Promise<number>((resolve) => { peer.onMessage((message) => { resolve(Number(message)); }); });
    peer.kill();
    expect(await ended).toBe('signal SIGKILL: last words');
    expect(() => process.kill(left, 0)).not.toThrow();
  });
});
