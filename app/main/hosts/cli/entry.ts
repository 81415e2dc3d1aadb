#!/usr/bin/env node
/** `handoff`: the inspector without a window. Exit codes: 0 as expected, 1 not, 2 bad input, 3 not permitted. */
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { AppService } from '../../services/app-service.ts';
import { NotPermitted, NotTaken } from '../../services/own-process/place.ts';
import { Unavailable } from '../../services/providers.ts';
import { conformanceCommand } from './conformance.ts';
import { decodeCommand } from './decode.ts';
import { giveCommand } from './give.ts';
import { HELP } from './help.ts';
import { ASSETS_DIR, CACHE_DIR, OUT_DIR, dataDir } from './paths.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { takeCommand } from './take.ts';
import { validateCommand } from './validate.ts';

const COMMANDS: Readonly<Record<string, (args: string[], service: (host: 'cli' | 'web') => AppService) => Promise<number>>> = {
  conformance: conformanceCommand,
  decode: decodeCommand,
  give: giveCommand,
  run: runCommand,
  serve: serveCommand,
  take: takeCommand,
  validate: validateCommand,
};

function makeService(host: 'cli' | 'web'): AppService {
  return new AppService({ host, outDir: OUT_DIR, assetsDir: ASSETS_DIR, cacheDir: CACHE_DIR, ...(host === 'web' ? { dataDir: dataDir() } : {}) });
}

async function main(argv: string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    console.log(HELP);
    return command === undefined ? 2 : 0;
  }
  const run = COMMANDS[command];
  if (!run) throw new InputProblem(`unknown command "${command}"`, 'handoff', `Known: ${Object.keys(COMMANDS).join(', ')}; "handoff help" explains them.`);
  return run(rest, makeService);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const code = exitCodeOf(error);
  console.error(code === null ? error : `handoff: ${(error as Error).message}`);
  process.exitCode = code ?? 1;
}

/** For the errors that are meant for users; null for a fault of ours. */
function exitCodeOf(error: unknown): number | null {
  if (error instanceof InputProblem || error instanceof Unavailable) return 2;
  if (error instanceof NotPermitted) return 3;
  return error instanceof NotTaken ? 1 : null;
}
