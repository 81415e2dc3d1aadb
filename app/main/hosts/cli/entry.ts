#!/usr/bin/env node
/** `handoff`: the inspector without a window. Exit codes: 0 as expected, 1 not, 2 bad input, 3 not permitted. */
import { join } from 'node:path';
import { nearest } from '../../../shared/scenario/nearest.ts';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { AppService } from '../../services/app-service.ts';
import type { OpenedInbox } from '../../services/opened.ts';
import { NotPermitted, NotTaken } from '../../services/own-process/place.ts';
import { Unavailable } from '../../services/providers.ts';
import { conformanceCommand } from './conformance.ts';
import { decodeCommand } from './decode.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { giveCommand } from './give.ts';
import { HELP, helpFor } from './help.ts';
import { endWithOutput } from './output.ts';
import { ASSETS_DIR, CACHE_DIR, OUT_DIR, dataDir } from './paths.ts';
import { runCommand } from './run.ts';
import { scanCommand } from './scan.ts';
import { serveCommand } from './serve.ts';
import { takeCommand } from './take.ts';
import { validateCommand } from './validate.ts';
import { whoCommand } from './who.ts';
import packageJson from '../../../../package.json' with { type: 'json' };

const COMMANDS: Readonly<Record<string, (args: string[], service: (host: 'cli' | 'web', opened?: OpenedInbox) => AppService) => Promise<number>>> = {
  conformance: conformanceCommand,
  decode: decodeCommand,
  doctor: doctorCommand,
  explain: explainCommand,
  export: exportCommand,
  give: giveCommand,
  run: runCommand,
  scan: scanCommand,
  serve: serveCommand,
  take: takeCommand,
  validate: validateCommand,
  who: whoCommand,
};

const services: AppService[] = [];

function makeService(host: 'cli' | 'web', opened?: OpenedInbox): AppService {
  const kept = host === 'web' ? { dataDir: dataDir(), auditFile: join(dataDir(), 'audit.ndjson'), ...(opened ? { opened } : {}) } : {};
  const service = new AppService({ host, outDir: OUT_DIR, assetsDir: ASSETS_DIR, cacheDir: CACHE_DIR, ...kept });
  services.push(service);
  return service;
}

async function main(argv: string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === '--version' || command === 'version') {
    console.log(packageJson.version);
    return 0;
  }
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    const [topic] = command === undefined ? [] : rest;
    const text = topic === undefined ? HELP : helpFor(topic);
    if (text === null) throw unknown(topic!);
    console.log(text);
    return command === undefined ? 2 : 0;
  }
  const run = COMMANDS[command];
  if (!run) throw unknown(command);
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(helpFor(command) ?? HELP);
    return 0;
  }
  return run(rest, makeService);
}

function unknown(command: string): InputProblem {
  const hint = nearest(command, Object.keys(COMMANDS));
  return new InputProblem(`unknown command "${command}"`, 'handoff',
    hint ? `Did you mean "${hint}"? "handoff help" explains it.` : `Known: ${Object.keys(COMMANDS).join(', ')}; "handoff help" explains them.`);
}

endWithOutput(async () => { await Promise.all(services.map((service) => service.dispose())); });
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
