import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { endLeftovers } from './wine-leftovers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-leftovers-'));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process of that name with that token; resolves when it runs. */
function running(name: string, token: string): Promise<{ child: ChildProcess; ended: Promise<string | null> }> {
  symlinkSync('/bin/sleep', join(folder, name), 'file');
  const child = spawn(join(folder, name), ['60'], { stdio: 'ignore', env: { TOKEN: token } });
  started.push(child);
  const ended = new Promise<string | null>((resolve) => { child.once('exit', (_, signal) => { resolve(signal); }); });
  return new Promise((resolve) => { child.once('spawn', () => { resolve({ child, ended }); }); });
}

it('kills the processes of one host, and no other that has its environment', async () => {
  const ours = await running('node.exe', 'a');
  const server = await running('wineserver64', 'a');
  endLeftovers('TOKEN=b');
  endLeftovers('TOKEN=a');
  expect(await ours.ended).toBe('SIGKILL');
  expect(server.child.exitCode).toBeNull();
  expect(server.child.signalCode).toBeNull();
});
