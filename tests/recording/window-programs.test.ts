/** Programs that a window records: what they write, how they end, and what Stop ends with them. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { attempt } from '../../app/shared/base/attempt.ts';
import { RECORDING } from '../../app/shared/base/limits.ts';
import { PYTHON, ask, auditFile, event, folder, noBpf, ofEvents, processesOf, recorded, start } from './window.ts';

it.each([
  ['a code', 'import sys; print("said"); print("failed", file=sys.stderr); sys.exit(3)', 'exited with code 3', true],
  ['a signal', 'import os, sys; print("said", flush=True); print("failed", file=sys.stderr); os.kill(os.getpid(), 9)',
    'ended by SIGKILL', true],
  ['success', 'import sys; print("said", flush=True); print("failed", file=sys.stderr)', 'exited with code 0', false],
])('the end of a program by %s, and what it wrote, are shown', async (_, code, end, failed) => {
  await start(recorded(PYTHON, '-c', code));
  const { state } = await event('recording.ended');
  expect(state).toMatchObject({ end, failed, problem: null });
  expect(state.output.split('\n').toSorted()).toEqual(['', 'failed', 'said']);
});

it('the end of a long output is kept, and output is no socket of the program', async () => {
  await start(recorded(PYTHON, '-c', 'import os, stat, sys\nfor n in range(20000): print(n)\n'
    + 'print(stat.S_ISFIFO(os.fstat(1).st_mode) and stat.S_ISFIFO(os.fstat(2).st_mode))'));
  const { state } = await event('recording.ended');
  expect(state.output.length).toBe(65_536);
  expect(state.output.endsWith('19999\nTrue\n')).toBe(true);
});

it('a program that runs on can write after the recording has ended', async () => {
  const out = join(folder, 'wrote');
  const code = 'import sys, time\nfor n in range(200):\n  print("x" * 5000, flush=True)\n  time.sleep(0.01)\n'
    + 'open(sys.argv[1], "w").write("all")';
  const { recording } = await start(recorded(PYTHON, '-c', code, out));
  await ask('recording.detach', { recording });
  await expect.poll(() => existsSync(out) && readFileSync(out, 'utf8'), { timeout: 20_000 }).toBe('all');
});

it.each(['auto', ...noBpf === null ? ['bpf' as const] : []] as const)('stop ends the children of a program, too: %s', async (source) => {
  const words = ['/bin/sleep', source === 'bpf' ? '63' : '64'];
  // A child in the background, and one that ignores SIGTERM.
  const shell = `${words.join(' ')} & (trap '' TERM; ${words.join(' ')}; ${words.join(' ')}) & wait`;
  const { recording } = await start({ ...recorded('/bin/sh', '-c', shell), source });
  await vi.waitUntil(() => processesOf(...words).length === 2);
  await ask('recording.stop', { recording });
  await vi.waitUntil(() => processesOf(...words).length === 0);
  expect((await event('recording.ended')).state).toMatchObject({ status: 'ended', end: 'ended by SIGTERM', failed: true });
});

it('a port that a process outside of the recording holds is no divergence, and the step names it', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const state = await start(recorded(PYTHON, '-c', `import socket; socket.create_server(("127.0.0.1", ${port}))`));
  const { state: last } = await event('recording.ended');
  holder.close();
  const failed = ofEvents(state).steps.find(({ outcome }) => outcome.kind === 'error' && outcome.name === 'EADDRINUSE')!;
  expect([failed.divergences, failed.note]).toEqual([[], expect.stringContaining(`127.0.0.1:${port} is held by `)]);
  expect(failed.note).toContain(`(${process.pid})`);
  expect(last.failed).toBe(true);
});

it('recorders that stay with programs after a detach are limited', async () => {
  const words = ['/bin/sleep', '66'];
  /** In clock_nanosleep. */
  const asleep = () => processesOf(...words)
    .filter((pid) => attempt(() => readFileSync(`/proc/${pid}/syscall`, 'utf8').startsWith('230 '), false)).length;
  const detached = async () => {
    const before = asleep();
    const { recording } = await start(recorded(...words));
    // It has its filter by then, which needs the recorder.
    await vi.waitUntil(() => asleep() > before);
    await ask('recording.close', { recording });
  };
  const { question } = await ask('recording.prepare', recorded(PYTHON, '-c', 'pass'));
  for (let i = 0; i < RECORDING.recorders; i += 1) await detached();
  await expect(detached()).rejects.toThrow(`${RECORDING.recorders} recorders run`);
  await expect(ask('recording.start', { question })).rejects.toThrow(`${RECORDING.recorders} recorders run`);
  for (const pid of processesOf(...words)) process.kill(pid, 'SIGKILL');
  // The question that was refused is still open.
  await vi.waitUntil(() => ask('recording.start', { question }).then(() => true, () => false), { timeout: 20_000, interval: 500 });
  for (const pid of processesOf(...words)) process.kill(pid, 'SIGKILL');
});

it('a start that fails is in the audit log with its program', async () => {
  const gone = mkdtempSync(join(folder, 'gone-'));
  const target = { command: '/bin/sleep 67', folder: gone, environment: [] };
  const { question } = await ask('recording.prepare', { target, source: 'auto', debug: null });
  rmSync(gone, { recursive: true });
  await expect(ask('recording.start', { question })).rejects.toThrow(gone);
  await ask('app.audit', {});
  const lines = readFileSync(auditFile, 'utf8').split('\n').filter((line) => line.includes('recording.failed'));
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ kind: 'foreign',
    args: { mode: 'record', source: 'ptrace', program: '/bin/sleep 67', pid: null } })]);
});
