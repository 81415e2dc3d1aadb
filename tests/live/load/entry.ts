/**
 * The load: `load.js PROCESSES DESCRIPTORS LISTENERS SHARED_BY REGISTRATIONS`. Prints one JSON line a process, then
 * "ready", and lives until its stdin ends; whatever kills it takes the processes along.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, createReadStream, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { decodeSockaddr, encodeSockaddr, SOCKADDR_ROOM } from '../../../native-bridge/linux/sockaddr.ts';
import { listenersOfEach, type LoadPlan, watchedByEach } from './plan.ts';

const [AF_INET, STREAM, CLOEXEC] = [2, 1, 0o2000000];
const AT_ONCE = 4;

const [processes, descriptors, listeners, sharedBy,
  registrations] = process.argv.slice(2).map(Number) as [number, number, number, number, number];
const plan: LoadPlan = { processes, descriptors, listeners, sharedBy, registrations };
const c = libc();
const children: ChildProcess[] = [];
const end = namedPipe();

for (let group = 0; group < plan.processes / plan.sharedBy; group++) {
  const inherited = Array.from({ length: listenersOfEach(plan) }, listener);
  for (let i = 0; i < plan.sharedBy; i += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, plan.sharedBy - i) }, () => start(inherited)));
  }
  for (const { descriptor } of inherited) c.close(descriptor);
}
process.stdout.write('ready\n');
process.stdin.resume();
process.stdin.on('end', () => {
  closeSync(end.write);
  for (const child of children) child.kill('SIGKILL');
});

/** Resolves when the process has opened everything and told of it. */
async function start(inherited: readonly { descriptor: number; port: number }[]): Promise<void> {
  const report = namedPipe();
  const own = plan.descriptors - inherited.length;
  const args = [join(import.meta.dirname, 'child.js'), String(own), String(watchedByEach(plan)), ...inherited.map((l) => String(l.port))];
  const child = spawn(process.execPath, args,
    { stdio: [end.read, 'ignore', 'ignore', report.write, ...inherited.map((l) => l.descriptor)] });
  children.push(child);
  closeSync(report.write);
  let text = '';
  for await (const piece of createReadStream('', { fd: report.read })) text += String(piece);
  if (!text.endsWith('\n'))
    throw new Error(`A process of the load ended before it was complete; does "ulimit -n" allow ${plan.descriptors + 64}?`);
  process.stdout.write(text);
}

function listener(): { descriptor: number; port: number } {
  const descriptor = Number(c.socket(AF_INET, STREAM | CLOEXEC, 0));
  const any = encodeSockaddr('127.0.0.1:0');
  if (Number(c.bind(descriptor, any, any.length)) < 0 || Number(c.listen(descriptor, 128)) < 0) throw new Error('no listener');
  const address = Buffer.alloc(SOCKADDR_ROOM);
  const length = Buffer.from([SOCKADDR_ROOM, 0, 0, 0]);
  c.getsockname(descriptor, address, length);
  return { descriptor, port: Number(decodeSockaddr(address, length.readUInt32LE(0)).split(':')[1]) };
}

/** A pipe that is no socket, unlike those that spawn makes. */
function namedPipe(): { read: number; write: number } {
  const path = join(tmpdir(), `load-${process.pid}-${performance.now()}`);
  execFileSync('mkfifo', [path]);
  const both = openSync(path, 'r+');
  const pair = { read: openSync(path, 'r'), write: openSync(path, 'w') };
  closeSync(both);
  unlinkSync(path);
  return pair;
}
