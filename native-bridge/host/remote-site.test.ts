import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Bridge } from './bridge.ts';
import type { HostLauncher } from './bridge-host-client.ts';
import { RemoteSite } from './remote-site.ts';
import { PORT_VARIABLE, TOKEN_VARIABLE } from './remote-protocol.ts';
import { built, isRunning, ownTemporary, TestSession, waitFor, worldOf } from './session.fixture.ts';

// A host that is killed leaves its folder, which is empty.
const temporary = ownTemporary();
afterAll(() => { temporary.drop(); });

let hostPid = 0;
let session: TestSession | null = null;
afterEach(async () => {
  await session?.provider.dispose();
  session = null;
});

const launcher = (change: (port: number, token: string) => [number, string] = (port, token) => [port, token]): HostLauncher => (
  port, token,
) => {
  const [usedPort, usedToken] = change(port, token);
  const child = spawn(process.execPath, [built('bridge-host.js')], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], [PORT_VARIABLE]: String(usedPort), [TOKEN_VARIABLE]: usedToken },
  });
  hostPid = child.pid ?? 0;
  return {
    ended: new Promise((resolve) => { child.once('exit', (code, signal) => { resolve(signal ?? `exit code ${code}`); }); }),
    kill: () => { child.kill('SIGKILL'); },
  };
};
const open = (processes: readonly string[]) => TestSession.open(processes, 'linux',
  async (events) => new Bridge(await RemoteSite.launch(launcher()), events));

it('serves a session from another process, which represents main', async () => {
  session = await open(['main', 'worker']);
  expect(session.provider.platform).toBe('linux');
  expect(session.pids.get('main')).toBe(hostPid);
  const fd = await session.fd('main', 'socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' });
  await session.ok('main', 'bind', { fd, address: '127.0.0.1:0' });
  expect((await session.perform('main', 'recv', { fd, length: 1 })).outcome.kind).toBe('refused');
  const blocked = await session.fd('worker', 'socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' });
  await session.ok('worker', 'bind', { fd: blocked, address: '127.0.0.1:0' });
  expect((await session.perform('worker', 'recv', { fd: blocked, length: 8 })).outcome).toEqual({ kind: 'pending' });
  const { key } = session;
  const { address = '' } = await session.ok('worker', 'getsockname', { fd: blocked });
  await session.ok('main', 'sendmsg', { fd, data: 'dgram', to: address });
  expect((await session.completion(key)).outcome).toEqual({ kind: 'ok', results: { data: 'dgram', ended: false } });
  const { text } = await session.provider.message({ from: 'main', to: 'worker', carrier: 'pipe', content: { kind: 'text', text: 'hi' },
    as: 'm' });
  expect(text).toBe('hi');
  await expect(session.provider.kill('main')).rejects.toThrow('cannot be killed');
});

it('ends the host and its processes with the session', async () => {
  session = await open(['main', 'worker']);
  const pids = [...session.pids.values()].map((pid) => pid ?? 0);
  await session.provider.dispose();
  expect(await waitFor(() => (pids.some(isRunning) ? null : 'gone'))).toBe('gone');
});

it('reports every process when the host exits, and answers open requests', async () => {
  session = await open(['main', 'worker']);
  const worker = session.pids.get('worker') ?? 0;
  const fd = await session.fd('worker', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
  process.kill(hostPid, 'SIGKILL');
  const { died } = session;
  await waitFor(() => (died.length === 2 ? died : null));
  expect((await session.perform('worker', 'dup', { fd })).outcome.kind).toBe('refused');
  await waitFor(() => (isRunning(worker) ? null : true));
});

it('ends a call of a blocked process when the host exits', async () => {
  session = await open(['main', 'worker']);
  const worker = session.pids.get('worker') ?? 0;
  process.kill(worker, 'SIGSTOP');
  try {
    const call = session.perform('worker', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
    process.kill(hostPid, 'SIGKILL');
    expect((await call).outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('bridge host is gone') });
    expect(await session.provider.probe(worldOf([]))).toEqual({ facts: [], of: new Set() });
    const { died } = session;
    await waitFor(() => (died.length === 2 ? died : null));
  } finally {
    process.kill(worker, 'SIGKILL');
  }
});

it('carries by file and pipe without leaving anything in its folder', async () => {
  session = await open(['main', 'worker']);
  for (const carrier of ['ipc', 'pipe', 'file'] as const) {
    const { text } = await session.provider.message(
      { from: 'worker', to: 'main', carrier, content: { kind: 'text', text: carrier }, as: 'm' });
    expect(text).toBe(carrier);
    await expect(session.provider.message({ from: 'worker', to: 'main', carrier, content: { kind: 'blob', name: 'none' }, as: 'm' }))
      .rejects.toThrow('The sender keeps no blob named "none"');
  }
  expect(temporary.list().filter((name) => name.includes('/'))).toEqual([]);
});

it('refuses a connection without the token', async () => {
  const silent = launcher((port, token) => {
    // A stranger is first, says something else, and is shown out.
    const stranger = connect(port, '127.0.0.1', () => { stranger.write(Buffer.from([9, 0, 0, 0, ...Buffer.from('{"a":"b"}')])); });
    stranger.on('error', () => {});
    return [port, token.replace(/^./, 'x')];
  });
  await expect(RemoteSite.launch(silent)).rejects.toThrow('The bridge host has ended');
  await waitFor(() => (isRunning(hostPid) ? null : true));
});
