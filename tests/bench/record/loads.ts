/** What is measured: programs that are recorded, each with the milliseconds that its work takes, without its start. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { NGINX, configure, freePort } from '../../recording/nginx.ts';
import { chosenWine } from '../../../native-bridge/host/wine-setup.ts';
import { BESIDE, RECORD, RECORDED, type Way, WAYS, waysUnder } from './ways.ts';

export interface Load { name: string; what: string; ways: readonly Way[]; run: (way: Way) => Promise<number> }

const PAUSE_MS = 20;
const FILE_BYTES = 1 << 18;

/** `folder`: for the programs and their files. `scale`: part of the usual amount of work. */
export function makeLoads(folder: string, scale: number): Load[] {
  const program = join(folder, 'loads');
  execFileSync('gcc', ['-Wall', '-Wextra', '-O2', '-o', program, 'tests/bench/record/loads.c']);
  const data = join(folder, 'data');
  writeFileSync(data, Buffer.alloc(FILE_BYTES));
  const count = (usual: number): string => String(Math.max(10, Math.round(usual * scale)));
  const own = (args: readonly string[]) => (way: Way) => millisOf(start(way.around([program, ...args])));
  const [reads, rounds, requests, kept, passes] = [count(40_000), count(5000), count(2000), count(20_000), count(50_000)];
  const windows = windowsLoad(folder, count(10_000));
  return [
    ...(typeof windows === 'string' ? [] : [windows]),
    { name: 'nginx', what: `nginx, 2 workers, ${requests} requests`, ways: WAYS,
      run: (way) => nginx(folder, way, [program, 'ask', requests]) },
    { name: 'reading', what: `${reads} reads of 4 kB from a file`, ways: WAYS, run: own(['read', reads, data]) },
    { name: 'talking', what: `TCP ping-pong, ${rounds} rounds`, ways: WAYS, run: own(['talk', rounds]) },
    { name: 'bpf-nginx', what: `nginx, ${kept} requests on kept connections`, ways: RECORDED,
      run: (way) => nginx(folder, way, [program, 'keep', kept]) },
    { name: 'bpf-outside', what: `TCP ping-pong, ${passes} rounds`, ways: BESIDE,
      run: (way) => (way.beside ? besideARecording(() => own(['talk', passes])(way)) : own(['talk', passes])(way)) },
  ];
}

/** Returns what is missing if it cannot run here. */
export function windowsLoad(folder: string, pairs: string): Load | string {
  const wine = chosenWine('.cache');
  if (typeof wine === 'string') return wine;
  const program = join(folder, 'loads.exe');
  execFileSync('x86_64-w64-mingw32-gcc', ['-Wall', '-Wextra', '-O2', '-o', program, 'tests/bench/record/windows-loads.c', '-lws2_32']);
  return { name: 'windows', what: `Wine ${wine.version}, ${pairs} pairs of send and recv`, ways: waysUnder(wine),
    run: (way) => millisOf(start(way.around([program, pairs]))) };
}

const start = ([command, ...args]: readonly string[]): ChildProcess => spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** The number that a program prints. @throws Error with what it said if it fails. */
async function millisOf(child: ChildProcess): Promise<number> {
  const [said, errors, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit') as Promise<[number]>]);
  if (code !== 0) throw new Error(`ended with ${code}: ${errors}`);
  return Number(said);
}

/** The clients are not recorded. */
async function nginx(folder: string, way: Way, client: readonly string[]): Promise<number> {
  const own = mkdtempSync(join(folder, 'nginx-'));
  const port = await freePort();
  const server = start(way.around([NGINX, '-c', configure(own, port), '-g', 'daemon off;']));
  const end = Promise.all([once(server, 'exit'), text(server.stdout!), text(server.stderr!)]);
  while (!await listens(port)) await sleep(PAUSE_MS);
  try {
    return await millisOf(start([...client, String(port)]));
  } finally {
    process.kill(Number(readFileSync(join(own, 'pid'), 'latin1')), 'SIGQUIT');
    await end;
  }
}

const listens = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => { resolve(true); });
  socket.once('error', () => { resolve(false); });
  socket.once('connect', () => { socket.destroy(); });
});

/** While BPF records a program that does nothing. */
async function besideARecording(work: () => Promise<number>): Promise<number> {
  const idle = start(['sleep', '3600']);
  const recorder = start([...RECORD, '--source', 'bpf', '--pid', String(idle.pid)]);
  const end = once(recorder, 'exit');
  try {
    for await (const piece of recorder.stderr!.iterator({ destroyOnReturn: false })) if (String(piece).includes('attached')) break;
    recorder.stderr!.resume();
    return await work();
  } finally {
    idle.kill();
    await end;
  }
}
