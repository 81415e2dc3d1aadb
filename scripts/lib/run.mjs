import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { at, root } from './paths.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end, from the project root unless `cwd` is given.
 * @param {{ env?: object, stdio?: any, cwd?: string, timeoutMs?: number }} options stdout goes to stderr unless
 *   `stdio` is given; after `timeoutMs` the child (only it, by pid) is killed.
 * @returns {Promise<number>} its exit code; 128 + number if a signal ended it; 127 if it could not start.
 */
export function run(command, args, { env, stdio = ['ignore', 2, 2], cwd = root, timeoutMs } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio });
    const timer = timeoutMs && setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    // A terminal sends Ctrl-C to the child itself; a second one would read as impatience.
    const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
    for (const signal of FORWARDED) process.on(signal, forward);
    const end = (code) => {
      clearTimeout(timer);
      for (const signal of FORWARDED) process.off(signal, forward);
      done(code);
    };
    child.on('error', () => end(127));
    child.on('exit', (code, signal) => end(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Like {@link run}, with the terminal handed to the child. */
export const runAttached = (command, args, options = {}) => run(command, args, { ...options, stdio: 'inherit' });

/**
 * Runs a command of an installed package, by its own program file: the shims in .bin are shell scripts
 * that Windows cannot spawn. Arguments and result as {@link run}.
 */
export function runTool(packageName, command, args, options = {}) {
  const folder = at('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const program = join(folder, typeof bin === 'string' ? bin : bin[command]);
  return run(process.execPath, [program, ...args], options);
}

/** Runs npm: the one that started us where there is one. Arguments and result as {@link run}. */
export function runNpm(args, options = {}) {
  const { npm_execpath: npm } = process.env;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}
