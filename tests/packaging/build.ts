/** Packs the app with a placeholder for Electron's binary, and takes archives apart. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Runs a program to its end; its output when it succeeded. Throws with its words when it did not. */
export function sh(
  command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args,
    { encoding: 'utf8', timeout: 180_000, maxBuffer: 64 << 20, ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}\n${stdout}\n${stderr}`);
  return stdout;
}

/** A folder laid out like an unpacked Electron, whose program is the placeholder. */
export function placeholder(platform: 'linux' | 'win32', folder: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  const source = resolve('tests/packaging/placeholder.c');
  if (platform === 'linux') sh('gcc', ['-O1', '-o', join(folder, 'electron'), source]);
  else {
    const resource = join(folder, 'placeholder.o');
    sh('x86_64-w64-mingw32-windres', [resolve('tests/packaging/placeholder.rc'), '-O', 'coff', '-o', resource]);
    // Stripped: the resource editor takes no executable with symbols.
    sh('x86_64-w64-mingw32-gcc', ['-O1', '-s', '-o', join(folder, 'electron.exe'), source, resource]);
  }
  return folder;
}

/** Packs for a target into `output`, and gives what the packing said. */
export function pack(target: string, formats: string, electron: string, output: string): string {
  return sh(process.execPath, ['scripts/pack.mjs', '--target', target, '--formats', formats, '--electron', electron, '--output', output]);
}
