// Holds sockets for the live specs: ARGV: number of unix pairs a process, number of processes that inherit one listener.
// Prints {"port", "pids"} and lives until its stdin ends.
import { fork } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [pairs, heirs, role] = process.argv.slice(2);

/** `count` connections over a unix socket of this process: both ends are its own. */
async function hold(count) {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-e2e-'));
  const kept = [];
  const server = createServer((socket) => kept.push(socket));
  await new Promise((done) => server.listen(join(folder, 's'), done));
  for (let i = 0; i < count; i++) await new Promise((done) => kept.push(connect(join(folder, 's'), done)));
  rmSync(folder, { recursive: true });
  return kept;
}

globalThis.kept = await hold(Number(pairs));
if (role === 'heir') {
  process.on('message', (_, server) => {
    globalThis.listener = server;
    process.send('held');
  });
  process.on('disconnect', () => process.exit());
  process.send('ready');
} else {
  const server = createServer(() => {});
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const children = [];
  for (let i = 0; i < Number(heirs); i++) {
    const child = fork(process.argv[1], [pairs, '0', 'heir']);
    children.push(child);
    await new Promise((done) => child.once('message', done));
    const held = new Promise((done) => child.once('message', done));
    child.send('take', server);
    await held;
  }
  process.stdout.write(`${JSON.stringify({ port: server.address().port, pids: [process.pid, ...children.map((c) => c.pid)] })}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => {
    for (const child of children) child.kill('SIGKILL');
    process.exit();
  });
}
