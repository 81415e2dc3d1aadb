/** Generated C programs, written to a folder, built with the commands that come with them, and run. */
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateCode, type Code } from '../../app/shared/codegen/index.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { wineSpawn } from './wine-node.ts';

export interface Programs {
  folder: string;
  code: Code;
  remove(): void;
}

export function writePrograms(scenario: Scenario): Programs {
  const code = generateCode(scenario);
  const folder = mkdtempSync(join(tmpdir(), 'handoff-code-'));
  for (const { name, text } of code.files) writeFileSync(join(folder, name), text);
  return { folder, code, remove: () => { rmSync(folder, { recursive: true, force: true }); } };
}

/** Everything that the compilers said; rejects when one of them fails. */
export async function build({ folder, code }: Programs): Promise<string> {
  const said: string[] = [];
  for (const command of code.build) said.push(await shell(command, folder));
  return said.join('');
}

/** What the compiler says of all the programs, without making any. */
export function checkOnly({ folder }: Programs, compiler: string): Promise<string> {
  return shell(`${compiler} -fsyntax-only -Wall -Wextra *.c`, folder);
}

function shell(command: string, cwd: string): Promise<string> {
  return new Promise((done, fail) => {
    execFile('sh', ['-c', command], { cwd }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${command}: ${error.message}${stderr}`));
      else done(stdout + stderr);
    });
  });
}

/** The lines that the programs print; ended after `limit` milliseconds, and then rejected. */
export async function runPrograms({ folder, code }: Programs, where: 'linux' | 'wine', limit: number): Promise<string[]> {
  const file = join(folder, 'printed');
  const out = openSync(file, 'w');
  try {
    const stdio = ['ignore', out, out] as const;
    const child = where === 'wine' ? wineSpawn([join(folder, code.run)], [...stdio], {}, folder)
      : spawn(code.run, { cwd: folder, stdio: [...stdio] });
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
      child.once('exit', (...how) => { done(how); });
      child.once('error', fail);
    });
    clearTimeout(timer);
    const printed = readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line !== '');
    if (status !== 0) throw new Error(`ended with ${status ?? signal} after: ${printed.join('; ')}`);
    return printed;
  } finally {
    closeSync(out);
  }
}
