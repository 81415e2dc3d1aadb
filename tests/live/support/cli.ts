/** The command line, as a user runs it. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { LiveHazard } from '../../../app/shared/live/hazard-kinds.ts';
import { outForOthers } from '../../support/others-out.ts';
import type { WhoAnswer } from '../../../app/shared/live/who.ts';

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

/** `out/main/cli.js ARGS`, as another user where `uid` is given. */
export function handoff(
  args: readonly string[],
  { uid, cli = uid === undefined ? resolve('out/main/cli.js') : join(outForOthers(), 'cli.js') }: { uid?: number; cli?: string } = {},
): Said {
  const command = uid === undefined ? [process.execPath]
    : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', process.execPath];
  const { status, stdout, stderr, error } = spawnSync(command[0]!, [...command.slice(1), cli, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28, ...(uid === undefined ? {} : { cwd: '/' }) });
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}

export interface WhoJson {
  sockets: (WhoAnswer & { commands: Record<string, string>; hazards: LiveHazard[] })[];
  hidden: { processes: number; descriptors: number };
}

/** `handoff who TARGET --json`; fails the test with what was said when the exit code is another. */
export function whoHolds(target: string | number, { tier = 'auto', code = 0 }: { tier?: string; code?: number } = {}): WhoJson {
  const said = handoff(['who', String(target), '--json', '--tier', tier]);
  if (said.code !== code) throw new Error(`handoff who ${target} exited with ${said.code}: ${said.err}${said.out}`);
  return JSON.parse(said.out) as WhoJson;
}

/** "812:4" of every holder of every socket that was found, in order. */
export const heldBy = ({ sockets }: WhoJson): string[] =>
  sockets.flatMap(({ holders }) => holders.map((h) => `${h.process.pid}:${h.descriptor}`)).sort();

/** Pids of the holders, each once. */
export const pidsOf = ({ sockets }: WhoJson): number[] =>
  [...new Set(sockets.flatMap(({ holders }) => holders.map((h) => h.process.pid)))].sort((a, b) => a - b);
