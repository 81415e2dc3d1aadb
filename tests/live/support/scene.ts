/** Scenes of programs/holder.ts. */
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outForOthers } from '../../support/others-out.ts';
import { type Started, startProgram, type StartOptions } from './started.ts';

let copied: string | null = null;

/** The program where any user may read it. Copied once: programs that start read the files. */
function holderForOthers(): string {
  if (copied === null) {
    copied = join(outForOthers(), '..', 'live');
    cpSync(resolve('out/live'), copied, { recursive: true });
  }
  return join(copied, 'holder.js');
}

export function holderFor(scene: string, { args = [], ...options }: StartOptions & { args?: readonly string[] } = {}): Started {
  const file = options.uid === undefined ? resolve('out/live/holder.js') : holderForOthers();
  return startProgram(process.execPath, [file, scene, ...args], { cwd: '/', ...options });
}

/** Starts it and returns what it says of itself. */
export async function play<T>(
  running: Started[], scene: string, options: Parameters<typeof holderFor>[1] = {},
): Promise<T & { pid: number }> {
  const program = holderFor(scene, options);
  running.push(program);
  await program.says(/^ready$/);
  return JSON.parse(program.lines.find((l) => l.startsWith('{'))!) as T & { pid: number };
}
