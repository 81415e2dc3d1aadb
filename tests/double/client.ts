/** Starts a main bundle under the stand-in and talks to it, from the tests' side. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Question, Report } from './lib/control.ts';

const REGISTER = fileURLToPath(new URL('register.mjs', import.meta.url));
const START_MS = 30_000;

export interface Double {
  pid: number;
  /** Where Playwright joins its Chromium. */
  address: string;
  ask(question: Question): Promise<unknown>;
  report(): Promise<Report>;
  /** Exit code, once it has ended. */
  exited: Promise<number | null>;
  output(): string;
  kill(): void;
}

interface Reply { ask?: number; ok?: boolean; value?: unknown; ready?: string }

/** Runs `entry` (out/main/electron.js) with `electron` replaced. */
export async function startDouble(entry: string, args: readonly string[] = []): Promise<Double> {
  const child = fork(entry, [...args], { execArgv: ['--import', REGISTER], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  const keep = (text: Buffer) => { output += text.toString(); };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const waiting = new Map<number, (reply: Reply) => void>();
  child.on('message', (reply: Reply) => { if (reply.ask !== undefined) waiting.get(reply.ask)?.(reply); });
  const address = await ready(child, () => output);
  child.on('error', () => undefined);
  child.once('exit', () => { for (const tell of waiting.values()) tell({ ok: false, value: 'The stand-in has ended' }); });
  let count = 0;
  const ask = (question: Question) => new Promise<unknown>((resolve, reject) => {
    if (!child.connected) return reject(new Error('The stand-in has ended'));
    const number = ++count;
    waiting.set(number, (reply) => {
      waiting.delete(number);
      if (reply.ok) resolve(reply.value);
      else reject(new Error(String(reply.value)));
    });
    // It may end at any moment; whoever waits learns of it by its exit.
    child.send({ ask: number, question }, () => undefined);
  });
  return {
    pid: child.pid!,
    address, ask, exited,
    report: async () => await ask({ what: 'report' }) as Report,
    output: () => output,
    kill: () => child.kill('SIGKILL'),
  };
}

function ready(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${output()}`));
    const timer = setTimeout(() => fail('The stand-in did not start in time'), START_MS);
    child.on('message', (reply: Reply) => {
      if (reply.ready === undefined) return;
      clearTimeout(timer);
      resolve(reply.ready);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`The stand-in ended with code ${code}`);
    });
  });
}
