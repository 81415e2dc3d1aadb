import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { encodeBlobFrame } from '../../app/shared/external-process/frame.ts';
import { compile, start, type Running } from '../support/clients.ts';
import { OUT } from '../support/providers.ts';
import { windowsPath } from '../support/wine-node.ts';

// The command line runs whole in Windows' node.exe under Wine, and gives to programs that run there too.

const folder = mkdtempSync(join(tmpdir(), 'handoff-own-win-'));
const running: Running[] = [];
let places = 0;

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(command: string, ...args: string[]): Running {
  const program = start(command, args, folder, { wine: true });
  running.push(program);
  return program;
}

const handoff = (...args: string[]): Running => launch('node', windowsPath(join(OUT, 'cli.js')), ...args);
/** A pipe and a file that nothing else uses. */
const newPipe = (): string => `pipe:${basename(folder)}-${places++}`;
const newFile = (): string => join(folder, `frame-${places++}`);

async function pidOf(taker: Running): Promise<string> {
  const [, pid] = await taker.says(/process (\d+) waits/);
  return pid!;
}

it('a client in C imports a connection from a named pipe, and sends on it', async () => {
  const pipe = newPipe();
  const taker = launch(compile('x86_64-w64-mingw32-gcc', 'take.c', folder), pipe.slice('pipe:'.length));
  const pid = await pidOf(taker);
  const giver = handoff('give', '--pid', pid, '--to', pipe);
  expect(await taker.ended, taker.text()).toBe(0);
  expect(await giver.ended, giver.text()).toBe(0);
  expect(giver.text()).toContain(`taken by process ${pid}`);
  expect(giver.text()).toContain('received "hello from my process"');
  expect(giver.text()).toMatch(/descriptor \d+ of this process is closed/);
});

describe('handoff take', () => {
  it('imports from a named pipe, and describes the descriptor', async () => {
    const pipe = newPipe();
    const taker = handoff('take', '--from', pipe);
    const giver = handoff('give', '--pid', await pidOf(taker), '--to', pipe, '--listen', '127.0.0.1:0');
    expect(await giver.ended, giver.text()).toBe(0);
    expect(await taker.ended, taker.text()).toBe(0);
    const [, address] = /local (127\.0\.0\.1:\d+)/.exec(giver.text())!;
    expect(taker.text()).toContain(`AF_INET SOCK_STREAM listening, local ${address}, remote none`);
  });

  it('imports from a file, and removes it', async () => {
    const path = newFile();
    const taker = handoff('take', '--from', `file:${windowsPath(path)}`);
    const giver = handoff('give', '--pid', await pidOf(taker), '--to', `file:${windowsPath(path)}`);
    expect(await giver.ended, giver.text()).toBe(0);
    expect(await taker.ended, taker.text()).toBe(0);
    expect(taker.text()).toMatch(/AF_INET SOCK_STREAM, local 127\.0\.0\.1:\d+, remote 127\.0\.0\.1:\d+/);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a wrong magic', (frame: Buffer) => { frame.write('HANDOFF9'); return frame; }, 'it does not begin with HANDOFF1'],
    ['a wrong length', (frame: Buffer) => { frame.writeUInt32LE(372, 12); return frame; }, '628 bytes, not 372'],
    ['half a frame', (frame: Buffer) => frame.subarray(0, 300), 'it has 300 bytes'],
    ['a blob for another process', (frame: Buffer) => { frame.writeUInt32LE(4, 8); return frame; }, 'made for process 4, not for this one'],
    ['bytes that no export has written', (frame: Buffer) => frame,
      'WSASocketW failed with WSAEINVAL (10022). S4: A second WSASocketW with the same WSAPROTOCOL_INFOW fails'],
  ])('refuses %s: one message, exit 2', async (_what, spoil, message) => {
    const path = newFile();
    const taker = handoff('take', '--from', `file:${windowsPath(path)}`);
    const frame = encodeBlobFrame({ targetPid: Number(await pidOf(taker)), blob: new Uint8Array(628) });
    writeFileSync(`${path}.draft`, spoil(Buffer.from(frame)));
    renameSync(`${path}.draft`, path);
    expect(await taker.ended).toBe(2);
    expect(taker.text()).toContain(message);
    expect(taker.text().split('\n').filter((line) => line.startsWith('handoff: '))).toHaveLength(1);
    // What it could not use it leaves as it was.
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });
});

describe('descriptors that cannot be given', () => {
  it('a process that does not exist', async () => {
    const giver = handoff('give', '--pid', '999996', '--to', newPipe());
    expect(await giver.ended).toBe(2);
    expect(giver.text()).toBe('handoff: --pid: no process has the id 999996. Use the id that "handoff take" prints.\n');
  });

  it('a pipe without a listener, a missing folder and an existing file each exit with 2 and export nothing', async () => {
    const pipe = newPipe();
    const taken = newFile();
    writeFileSync(taken, 'mine');
    const taker = handoff('take', '--from', pipe, '--wait', '50');
    const pid = await pidOf(taker);
    for (const [to, message] of [
      [newPipe(), 'no process listens on it'], [`file:${windowsPath(join(folder, 'none', 'x'))}`, 'its folder does not exist'],
      [`file:${windowsPath(taken)}`, 'it already exists'],
    ] as const) {
      const giver = handoff('give', '--pid', pid, '--to', to);
      expect(await giver.ended, giver.text()).toBe(2);
      expect(giver.text()).toContain(message);
      expect(giver.text()).not.toContain('S7');
    }
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  it('the answer names the process for which a blob was made', async () => {
    const pipe = newPipe();
    const taker = handoff('take', '--from', pipe, '--wait', '50');
    const other = handoff('take', '--from', newPipe(), '--wait', '50');
    await pidOf(taker);
    const giver = handoff('give', '--pid', await pidOf(other), '--to', pipe);
    expect(await giver.ended).toBe(1);
    expect(giver.text()).toContain('it answered WSAEINVAL (10022)');
    expect(await taker.ended).toBe(2);
    expect(taker.text()).toMatch(/made for process \d+, not for this one/);
  });

  it('removes a file that was not taken after the wait, and names the holder of the export', async () => {
    const path = newFile();
    const taker = handoff('take', '--from', newPipe(), '--wait', '50');
    const giver = handoff('give', '--pid', await pidOf(taker), '--to', `file:${windowsPath(path)}`, '--wait', '0.5');
    expect(await giver.ended).toBe(1);
    expect(giver.text()).toMatch(/no answer within 0\.5 s\. The export for process \d+ cannot be revoked/);
    expect(existsSync(path)).toBe(false);
  });
});
