/** Real servers from Debian's packages, in the situations that hand sockets over: `handoff who PORT` names every holder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handoff, pidsOf, whoHolds } from './support/cli.ts';
import { childrenOf, holdersOfPort } from './support/proc.ts';
import { type Started, startProgram } from './support/started.ts';
import { until } from './support/until.ts';

let folder: string;
const running: Started[] = [];
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'handoff-servers-')); });
afterEach(async () => {
  await Promise.all(running.splice(0).map((p) => p.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[], options: Parameters<typeof startProgram>[2] = {}): Started {
  const program = startProgram(command, args, options);
  running.push(program);
  return program;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

const pidIn = (file: string): number => Number(readFileSync(join(folder, file), 'utf8'));
const written = (file: string) => () => {
  try {
    return pidIn(file) > 0;
  } catch {
    return false;
  }
};

it('nginx during a binary upgrade: both masters and both generations of workers hold the listener', async () => {
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), `
    worker_processes 2; pid ${folder}/nginx.pid; error_log ${folder}/error.log notice;
    events { worker_connections 64; }
    http { access_log off; client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
      server { listen 127.0.0.1:${port}; return 200 "ok"; } }`);
  execFileSync('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'pipe' });
  await until(written('nginx.pid'));
  const old = pidIn('nginx.pid');
  try {
    await until(() => childrenOf(old).length === 2 && holdersOfPort(port).length === 3);
    expect(pidsOf(whoHolds(port))).toEqual(holdersOfPort(port));
    process.kill(old, 'SIGUSR2');
    await until(() => written('nginx.pid.oldbin')() && written('nginx.pid')() && pidIn('nginx.pid') !== old
      && childrenOf(pidIn('nginx.pid')).length === 2);
    const fresh = pidIn('nginx.pid');
    const all = [old, fresh, ...childrenOf(old), ...childrenOf(fresh)];
    await until(() => holdersOfPort(port).length === new Set(all).size);
    const answer = whoHolds(port);
    expect(pidsOf(answer)).toEqual([...new Set(all)].sort((a, b) => a - b));
    expect(answer.sockets).toHaveLength(1);
    expect(answer.sockets[0]!.row.sure).toMatch(/file|kcmp/);
    // Every worker watches it with an epoll instance of its own; the masters do not.
    const workers = [...childrenOf(old), ...childrenOf(fresh)].filter((pid) => pid !== fresh);
    expect([...new Set(answer.sockets[0]!.watchers.flatMap((w) => w.instance.map((i) => i.pid)))].sort((a, b) => a - b))
      .toEqual(workers.sort((a, b) => a - b));
    expect(answer.sockets[0]!.watchers.every((w) => !w.stale)).toBe(true);
    expect(answer.sockets[0]!.holders.find((h) => workers.includes(h.process.pid))!.provenance)
      .toContain('inherited from its parent nginx');
    process.kill(fresh, 'SIGQUIT');
  } finally {
    for (const file of ['nginx.pid', 'nginx.pid.oldbin']) if (written(file)()) tryKill(pidIn(file));
    tryKill(old);
    await until(() => holdersOfPort(port).length === 0);
  }
});

it('haproxy passing its listeners to a successor over a unix socket: both hold them', async () => {
  const port = await freePort();
  const config = (name: string) => {
    writeFileSync(join(folder, name), `
      global
        stats socket ${folder}/admin.sock mode 600 level admin expose-fd listeners
        hard-stop-after 60s
      defaults
        mode http
        timeout connect 5s
        timeout client 60s
        timeout server 60s
      frontend f
        bind 127.0.0.1:${port}
        http-request return status 200\n`);
    return join(folder, name);
  };
  const file = config('haproxy.cfg');
  const old = start('/usr/sbin/haproxy', ['-f', file, '-db']);
  await until(() => holdersOfPort(port).length === 1);
  expect(pidsOf(whoHolds(port))).toEqual([old.pid]);
  // -x alone takes the listeners over; nobody tells the old one to stop.
  const fresh = start('/usr/sbin/haproxy', ['-f', file, '-db', '-x', join(folder, 'admin.sock')]);
  await until(() => holdersOfPort(port).includes(fresh.pid));
  const answer = whoHolds(port);
  expect(pidsOf(answer)).toEqual([old.pid, fresh.pid].sort((a, b) => a - b));
  expect(answer.sockets).toHaveLength(1);
  expect(new Set(answer.sockets[0]!.watchers.flatMap((w) => w.instance.map((i) => i.pid)))).toEqual(new Set([old.pid, fresh.pid]));
});

it('a socket-activated service: the activator and the service, which has it as descriptor 3', async () => {
  // What systemd does, by hand: listen, keep it, start the service with it as 3 when a client comes (P21).
  const service = join(folder, 'service.cjs');
  writeFileSync(service,
    `const s = require('net').createServer().listen({ fd: 3 }); s.on('listening', () => console.log('service ' + `
      + `process.pid + ' ' + process.env.LISTEN_FDS));`);
  const activator = join(folder, 'activator.cjs');
  writeFileSync(activator, `
    const s = require('net').createServer(); s.listen(0, '127.0.0.1', () => {
      const fd = s._handle.fd;
      const child = require('child_process').spawn(process.execPath, [${JSON.stringify(service)}],
        { stdio: ['pipe', 'inherit', 'inherit', fd], env: { ...process.env, LISTEN_FDS: '1' } });
      process.stdin.on('end', () => { child.kill('SIGKILL'); process.exit(); }); process.stdin.resume();
      console.log('port ' + s.address().port);
    });`);
  const program = start(process.execPath, [activator]);
  const port = Number(/\d+/.exec(await program.says(/^port/))![0]);
  const child = Number(/\d+/.exec(await program.says(/^service/))![0]);
  try {
    const answer = whoHolds(port);
    expect(pidsOf(answer)).toEqual([program.pid, child].sort((a, b) => a - b));
    expect(answer.sockets[0]!.holders.filter((h) => h.process.pid === child).map((h) => h.descriptor)).toContain(3);
    expect(answer.sockets[0]!.holders.find((h) => h.process.pid === child && h.descriptor === 3)!.provenance).toMatch(/parent/);
  } finally {
    tryKill(child);
  }
});

it('a Node cluster: the primary holds the port for its workers, or every worker does', async () => {
  const file = join(folder, 'cluster.cjs');
  writeFileSync(file, `
    const cluster = require('cluster'); cluster.schedulingPolicy = cluster.SCHED_NONE;
    if (cluster.isPrimary) {
      const workers = [cluster.fork(), cluster.fork()]; let n = 0;
      const pids = () => workers.map((x) => x.process.pid).join(' ');
      for (const w of workers) w.on('listening', ({ port }) => { if (++n === 2) console.log('port ' + port + ' ' + pids()); });
      process.stdin.on('end', () => process.exit()); process.stdin.resume();
    } else require('net').createServer().listen(0, '127.0.0.1');`);
  const program = start(process.execPath, [file]);
  const [port, ...workers] = (await program.says(/^port/)).match(/\d+/g)!.map(Number) as [number, number, number];
  const answer = whoHolds(port);
  expect(pidsOf(answer)).toEqual([program.pid, ...workers].sort((a, b) => a - b));
  expect(pidsOf(answer)).toEqual(holdersOfPort(port));
});

it('reports in plain text who holds a port, and that a port has no holder', async () => {
  const port = await freePort();
  const nobody = handoff(['who', String(port)]);
  expect([nobody.code, nobody.out]).toEqual([1, expect.stringContaining(`No socket is bound to ${port}.`)]);
  const program = start(process.execPath,
    ['-e', `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up')); process.stdin.resume()`]);
  await program.says(/^up$/);
  const { code, out } = handoff(['who', `127.0.0.1:${port}`]);
  expect(code).toBe(0);
  expect(out).toContain(`TCP 127.0.0.1:${port} listens because`);
  expect(out).toContain(`(${program.pid}) as descriptor`);
  expect(out).not.toContain('\u001b');
});

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
