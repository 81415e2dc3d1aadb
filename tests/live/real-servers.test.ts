/** Real servers in situations that users report: what `handoff who` reports to root and to the user. */
import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handoff } from './support/cli.ts';
import { childrenOf, holdersOfPort } from './support/proc.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';
import { until } from './support/until.ts';

let folder: string;
const running: Started[] = [];
/** Processes that outlive the one that started them. */
const orphans = new Set<number>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'real-'));
  chmodSync(folder, 0o777);
});
afterEach(async () => {
  for (const pid of orphans) tryKill(pid);
  orphans.clear();
  await Promise.all(running.splice(0).map((p) => p.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[]): Started {
  const program = startProgram(command, args, { cwd: folder, uid: NOBODY });
  running.push(program);
  return program;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Children of a program, once there are `count` of them which hold the port and are none of `old`. */
async function workersOf({ pid }: Started, count: number, port: number, old: readonly number[] = []): Promise<number[]> {
  const ready = () => childrenOf(pid).filter((child) => holdersOfPort(port).includes(child));
  await until(() => ready().length === count && ready().every((child) => !old.includes(child)));
  for (const worker of ready()) orphans.add(worker);
  return ready();
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => { server.once('listening', done); });
  const { port } = server.address() as { port: number };
  await new Promise((done) => { server.close(done); });
  return port;
};

const linesOf = (target: number | string, { args, uid }: Seer, ...more: readonly string[]): string[] =>
  handoff(['who', String(target), ...args, ...more], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());
const hazardsIn = (lines: readonly string[]): string[] => lines.filter((l) => l.startsWith('hazard'));

it('nginx with reuseport: none after a reload; after the end of its master and a worker, half of the new clients hang', async () => {
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), `load_module /usr/lib/nginx/modules/ngx_stream_module.so; daemon off; worker_processes 2;
    pid ${folder}/pid; events { worker_connections 64; }
    http { access_log off; client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e; server { listen 127.0.0.1:${port} reuseport; return 200 "ok"; } }
    stream { server { listen 127.0.0.1:${port} udp reuseport; return "ok"; } }`);
  const master = start('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'error.log')]);
  const before = await workersOf(master, 2, port);
  process.kill(master.pid, 'SIGHUP');
  const [gone, left] = await workersOf(master, 2, port, before) as [number, number];
  await until(() => holdersOfPort(port).length === 3);
  for (const [name, seer] of SEERS) {
    const lines = linesOf(port, seer);
    expect(lines.filter((l) => /^(TCP|UDP) .* because nginx/.test(l)), name).toHaveLength(4);
    expect(hazardsIn(lines), name).toEqual([]);
  }
  for (const pid of [master.pid, gone]) process.kill(pid, 'SIGKILL');
  await until(() => holdersOfPort(port).length === 1);
  // Enough of them that one comes to each socket.
  for (let i = 0; i < 40; i++) {
    const client = createSocket('udp4');
    await new Promise((done) => { client.send('x', port, '127.0.0.1', done); });
    client.close();
  }
  for (const [name, seer] of SEERS) {
    const who = `nginx \\(${left}\\) holds it, but neither watches it with epoll nor waits in`;
    const [tcp, udp, ...more] = hazardsIn(linesOf(port, seer));
    expect(tcp, name).toMatch(new RegExp(`^hazard TCP 127\\.0\\.0\\.1:${port} listens; ${who} accept\\. `
      + 'Clients connect and are not served\\. '
      + 'About 1 in 2 new clients is sent to it\\. \\(P16\\)$'));
    expect(udp, name).toMatch(new RegExp(`^hazard UDP 127\\.0\\.0\\.1:${port} has \\d+ bytes to read; ${who} a call that reads\\. `
      + 'It fills up, and further datagrams are dropped\\. About 1 in 2 new clients is sent to it\\. \\(P16, P19\\)$'));
    expect(more, name).toEqual([]);
  }
});

it('Apache whose parent was killed: its children hold the port, and got it from a process that has ended', async () => {
  const port = await freePort();
  const modules = ['mpm_prefork', 'authz_core'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`);
  writeFileSync(join(folder, 'apache.conf'), `ServerName localhost
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${modules.join('')}Listen 127.0.0.1:${port}
StartServers 2
MinSpareServers 1
MaxSpareServers 2
`);
  const parent = start('/usr/sbin/apache2', ['-f', join(folder, 'apache.conf'), '-DFOREGROUND']);
  const children = await workersOf(parent, 2, port);
  process.kill(parent.pid, 'SIGKILL');
  await until(() => holdersOfPort(port).length === 2);
  for (const [name, seer] of SEERS) {
    const lines = linesOf(port, seer);
    for (const [child, other] of [children, children.toReversed()] as [number, number][]) {
      expect(lines.some((l) => l.startsWith(`apache2 (${child})`)), name).toBe(true);
      expect(lines, name).toContain(`inherited, like that of apache2 (${other}), from a process that has ended: same number, same session`);
    }
  }
});

it('gunicorn: a program that a request has started keeps the connection of a client whose request is done', async () => {
  const port = await freePort();
  writeFileSync(join(folder, 'app.py'), `import subprocess
def app(environ, start):
    subprocess.Popen(["sh", "-c", "sleep 600 & true"], pass_fds=[environ["gunicorn.socket"].fileno()]).wait()
    start("200 OK", [("Connection", "close")])
    return [b"done"]
`);
  const server = start('/usr/bin/gunicorn', ['-b', `127.0.0.1:${port}`, '--worker-tmp-dir', folder, 'app:app']);
  await workersOf(server, 1, port);
  const client = start(process.execPath, ['-e', `const s = require("net").connect(${port}, "127.0.0.1", () => {
    s.write("GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"); console.log("from " + s.localPort); });
    s.on("data", (d) => { if (/done/.test(d)) console.log("answered"); }).on("end", () => console.log("ended"))`]);
  const from = Number(/\d+/.exec(await client.says(/^from/))![0]);
  await client.says(/^answered/);
  for (const [name, seer] of SEERS) {
    const [end] = linesOf(from, seer).filter((l) => l.startsWith('The other end'));
    const [, sleep] = new RegExp(`^The other end, TCP 127\\.0\\.0\\.1:${port} to 127\\.0\\.0\\.1:${from}, is held by sleep \\((\\d+)\\) as `
      + 'descriptor \\d+ \\(opened here, or inherited from its parent, which has ended\\); '
      + 'it neither reads it nor waits for it\\.').exec(end ?? '') ?? [];
    expect(Number(sleep), `${name}: ${end}`).toBeGreaterThan(0);
    orphans.add(Number(sleep));
  }
  expect(client.lines).not.toContain('ended');
});

it('gunicorn: an upgrade replaces the path of a unix socket, and the old server listens where no client comes', async () => {
  const path = join(folder, 'app.sock');
  writeFileSync(join(folder, 'app.py'), 'def app(environ, start):\n    start("200 OK", [])\n    return [b"ok"]\n');
  const command = ['-b', `unix:${path}`, '--worker-tmp-dir', folder, 'app:app'];
  const old = start('/usr/bin/gunicorn', command);
  await old.says(/Booting worker/);
  const fresh = start('/usr/bin/gunicorn', command);
  await fresh.says(/Booting worker/);
  for (const pid of [old, fresh].flatMap(({ pid: parent }) => childrenOf(parent))) orphans.add(pid);
  for (const [name, seer] of SEERS) {
    const lines = linesOf(path, seer).filter((l) => l.includes(' listens because '));
    const of = (server: Started) => lines.filter((l) => l.includes(`(${server.pid})`)).map((l) => l.slice(l.indexOf('(P16).') + 6));
    expect(of(old), name).toEqual([' No client can reach it: its path leads to another file now, which has replaced it.']);
    expect(of(fresh), name).toEqual(['']);
  }
});
