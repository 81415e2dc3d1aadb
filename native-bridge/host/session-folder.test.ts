import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning, waitFor } from './session.fixture.ts';
import { makeFolder, removeAbandoned } from './session-folder.ts';

let before: string | undefined;
let root: string;
beforeEach(() => {
  before = process.env['TMPDIR'];
  root = mkdtempSync(join(tmpdir(), 'handoff-folders-'));
  process.env['TMPDIR'] = root;
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
});

/** The name of a folder whose owner is another process of this system. */
async function nameFor(pid: number, start: string): Promise<string> {
  const parts = basename(await makeFolder('session')).split('_');
  return [parts[0], pid.toString(36), BigInt(start).toString(36), parts[3], 'AbC123'].join('_');
}

const startOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;

/** A process that has been killed: its pid and its start. */
async function killed(): Promise<{ pid: number; start: string }> {
  const child = spawn('sleep', ['600']);
  const pid = child.pid!;
  const start = startOf(pid);
  child.kill('SIGKILL');
  await waitFor(() => (isRunning(pid) ? null : true));
  return { pid, start };
}

describe('folders of sessions', () => {
  it('are for this user alone', async () => {
    expect(statSync(await makeFolder('session')).mode & 0o777).toBe(0o700);
  });

  it('are removed when their host was killed, and not while it is there', async () => {
    const { pid, start } = await killed();
    const [abandoned, used] = [join(root, await nameFor(pid, start)), await makeFolder('wine')];
    mkdirSync(abandoned, { mode: 0o700 });
    writeFileSync(join(abandoned, '0123.handoff'), 'x');
    await removeAbandoned();
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(used)).toBe(true);
  });

  it('are removed when another process has their pid by now', async () => {
    const folder = join(root, await nameFor(process.pid, '1'));
    mkdirSync(folder, { mode: 0o700 });
    await removeAbandoned();
    expect(existsSync(folder)).toBe(false);
  });

  it('stay when they are not provably ours: links, open to others, of another system, or named otherwise', async () => {
    const { pid, start } = await killed();
    const name = await nameFor(pid, start);
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    writeFileSync(join(elsewhere, 'kept'), 'x');
    symlinkSync(elsewhere, join(root, name));
    const open = join(root, name.replace('AbC123', 'AbC124'));
    mkdirSync(open, { mode: 0o755 });
    const other = join(root, name.replace(/_[0-9a-f]{6}_/, '_000000_'));
    mkdirSync(other, { mode: 0o700 });
    const plain = join(root, 'handoff-AbC123');
    mkdirSync(plain, { mode: 0o700 });
    await removeAbandoned();
    for (const path of [join(root, name), join(elsewhere, 'kept'), open, other, plain]) expect(existsSync(path), path).toBe(true);
  });

  it('removes a link inside, and not its target', async () => {
    const { pid, start } = await killed();
    const folder = join(root, await nameFor(pid, start));
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'kept'), 'x');
    mkdirSync(folder, { mode: 0o700 });
    symlinkSync(elsewhere, join(folder, 'link'));
    await removeAbandoned();
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
  });
});
