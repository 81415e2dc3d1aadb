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
    left = 0;
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

  it.each([
    ['bytes that are no frame', "Buffer.from('xxxxxxxxxxxxxxxx')",
      'a message of 2021161080 bytes came over its channel; 67108864 is the most'],
    ['a frame that is no message', "Buffer.from('\\x04\\0\\0\\0{{{{')", 'what came over its channel is no message'],
    ['a frame that begins one byte late', "Buffer.from('x\\x40\\0\\0\\0{}', 'latin1')", 'what came over its channel is no message'],
  ])('that sends %s is ended, with the reason', async (_what, bytes, reason) => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-launcher-'));
    const entry = join(folder, 'babbler.mjs');
    writeFileSync(entry,
      `import { writeSync } from 'node:fs'; writeSync(Number(process.env.HANDOFF_PEER_CHANNEL), ${bytes}); setInterval(() => {}, 1000);`);
    const peer = await childLauncher.launch(entry, [], (create) => create());
    expect(await new Promise((resolve) => { peer.onExit(resolve); })).toBe(`it was ended: ${reason}`);
    expect(() => process.kill(peer.pid, 0)).toThrow('ESRCH');
  });

  it('that closes its channel is ended: nothing can be asked of it any more', async () => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-launcher-'));
    const entry = join(folder, 'mute.mjs');
    writeFileSync(entry,
      'import { closeSync } from "node:fs"; closeSync(Number(process.env.HANDOFF_PEER_CHANNEL)); setInterval(() => {}, 1000);');
    const peer = await childLauncher.launch(entry, [], (create) => create());
    expect(await new Promise((resolve) => { peer.onExit(resolve); })).toBe('signal SIGKILL');
  });

  it('that floods its error output costs no more than its last words', async () => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-launcher-'));
    const entry = join(folder, 'loud.mjs');
    writeFileSync(entry,
      'import { writeSync } from "node:fs"; const line = "x".repeat(65535) + "\\n"; for (let n = 0; n < 2000; n++) { try { '
        + 'writeSync(2, line); } catch { n--; } } writeSync(2, "enough\\n"); process.exit(9);');
    const peer = await childLauncher.launch(entry, [], (create) => create());
    const how = await new Promise<string>((resolve) => { peer.onExit(resolve); });
    expect(how).toMatch(/^exit code 9: x+\nenough$/);
    expect(how.length).toBeLessThan(4200);
  });
});
