/** Runs a program in Windows' node.exe under Wine, whole, and gives what it printed. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { windowsPath } from '../../native-bridge/host/wine.ts';
import { type ChosenWine, chosenWine } from '../../native-bridge/host/wine-setup.ts';

export interface WineRun { code: number | null; stdout: string; stderr: string }

function setupOf(): ChosenWine {
  const setup = chosenWine(resolve('.cache'));
  if (typeof setup === 'string') throw new Error(setup);
  return setup;
}

/**
 * Starts `command` under Wine: a Windows program, or "node" for node.exe. Standard streams must be files or nothing. `cwd` is a Linux path.
 */
export function wineSpawn(
  [command, ...args]: readonly string[], stdio: StdioOptions, env: NodeJS.ProcessEnv = {}, cwd?: string,
): ChildProcess {
  const setup = setupOf();
  return spawn(setup.wine, [command === 'node' ? setup.nodeExe : command!, ...args], {
    stdio, cwd,
    env: {
      ...process.env, NODE_OPTIONS: '', WINEPREFIX: setup.prefix, WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d', NODE_PATH: windowsPath(setup.koffiDir), ...env,
    },
  });
}

/** `args` as node.exe gets them; name files with `windowsPath`. Ended by pid after `limit` milliseconds. */
export async function runInWine(args: readonly string[], limit: number, env: NodeJS.ProcessEnv = {}): Promise<WineRun> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-test-'));
  const out = join(folder, 'out');
  const err = join(folder, 'err');
  const files = [openSync(out, 'w'), openSync(err, 'w')] as const;
  try {
    // Standard streams are files: under Wine, node.exe cannot write to a pipe.
    const child = wineSpawn(['node', ...args], ['ignore', ...files], env);
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    const code = await new Promise<number | null>((done, fail) => {
      child.once('exit', done);
      child.once('error', fail);
    });
    clearTimeout(timer);
    return { code, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') };
  } finally {
    for (const file of files) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

export { windowsPath };
