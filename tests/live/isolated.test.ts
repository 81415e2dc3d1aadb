/** Holders in other PID and mount namespaces, ports that the system keeps back, containers, logins: with the exact sentence. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outForOthers } from '../support/others-out.ts';
import { handoff } from './support/cli.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

/** Listens on a port, on a path and (connected) on another path, which are its arguments. */
const PROGRAM = `
import socket, sys
tcp = socket.create_server(("127.0.0.1", 0))
unix = [socket.socket(socket.AF_UNIX) for _ in sys.argv[1:]]
for s, path in zip(unix, sys.argv[1:]): s.bind(path); s.listen()
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[-1])
accepted, _ = unix[-1].accept()
print("port", tcp.getsockname()[1], client.fileno(), flush=True)
sys.stdin.read()`;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
let folder: string;
let inside: Started;
let [port, client] = [0, 0];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iso-'));
  mkdirSync(join(folder, 'mounted'));
  for (const path of [folder, join(folder, 'mounted')]) chmodSync(path, 0o777);
  inside = startProgram('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs -o mode=777 none "$0" && exec "$@"', join(folder, 'mounted'),
    ...AS_NOBODY, '/usr/bin/python3', '-c', PROGRAM, join(folder, 'mounted', 's'), join(folder, 't')], { cwd: '/',
    env: { INVOCATION_ID: '0123456789abcdef0123456789abcdef' } });
  [port, client] = (await inside.says(/^port/)).match(/\d+/g)!.map(Number) as [number, number];
});
afterAll(async () => {
  await inside.stop();
  rmSync(folder, { recursive: true, force: true });
});

const linesOf = (target: number | string, { args, uid }: Seer, ...more: readonly string[]): string[] =>
  handoff(['who', String(target), ...args, ...more], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());

describe.each(SEERS)('seen by %s', (_name, seer) => {
  it('a path that exists only where its holder is', () => {
    const path = join(folder, 'mounted', 's');
    expect(linesOf(path, seer)).toContain(`${path} listens because python3 (${inside.pid}) as descriptor 4 holds it: it closes when that `
      + 'descriptor is closed. Its path leads to it only in the mount namespace of its holder.');
  });

  it('the other end of a unix connection', () => {
    const end = linesOf(join(folder, 't'), seer, '--all').find((l) => l.startsWith('The other end'));
    expect(end).toMatch(new RegExp(`^The other end, unix socket \\d+, is held by python3 \\(${inside.pid}\\) as descriptor ${client} `
      + '\\(opened here, or passed on by a process that has closed it\\); it neither reads it nor waits for it\\.$'));
  });

  it('a program that systemd started', () => {
    expect(linesOf(port, seer).find((l) => l.startsWith('started from'))).toContain('; started by systemd (INVOCATION_ID is set)');
  });
});

it.each([['root', 0], ['an ordinary user', NOBODY]])('a holder outside the PID namespace, seen by %s', (_name, uid) => {
  const cli = join(outForOthers(), 'cli.js');
  const own = uid === 0 ? [] : ['--user', '--map-root-user'];
  const run = (...args: string[]) => spawnSync('unshare', [...own, '--pid', '--fork', '--mount-proc', process.execPath, cli, 'who',
    String(port), ...args], { encoding: 'utf8', uid, gid: uid, cwd: '/' });
  const { status, stdout } = run();
  expect([status, stdout.split('\n')[1]]).toEqual([0, `  TCP 127.0.0.1:${port} is open, but no process has a descriptor for it. `
    + 'One place is left: a process outside this PID namespace. Run handoff in the first PID namespace to see all processes.']);
  expect(run('--tier', 'bpf')).toMatchObject({ status: 3,
    stderr: expect.stringContaining('This PID namespace is not the first one, and the kernel would tell the first one\'s numbers.') });
});

it.each([['root', []], ['an ordinary user', AS_NOBODY]])('ports that the system keeps back, seen by %s', (name, command) => {
  const cli = command.length === 0 ? resolve('out/main/cli.js') : join(outForOthers(), 'cli.js');
  const set = 'cd /proc/sys/net/ipv4 && echo 20100-20110 > ip_local_reserved_ports && echo 20200 > ip_unprivileged_port_start && cd /';
  const who = [...command, process.execPath, cli, 'who', '20105'];
  const { status, stdout } = spawnSync('unshare', ['--net', 'sh', '-c', `${set} && exec "$@"`, 'sh', ...who],
    { encoding: 'utf8', cwd: '/' });
  const [first, , ...reasons] = stdout.split('\n').filter((l, i) => i < 2 || /^(This user|The system)/.test(l));
  expect([status, first, reasons]).toEqual([1, 'No socket is bound to 20105.', [
    ...name === 'root' ? [] : ['This user cannot bind it (EACCES): ports below 20200 need CAP_NET_BIND_SERVICE '
      + '(net.ipv4.ip_unprivileged_port_start).'],
    'The system never chooses it for a program (net.ipv4.ip_local_reserved_ports); a program can bind it by its number.']]);
});
