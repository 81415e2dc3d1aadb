#!/usr/bin/env node
/** `handoff`: the inspector without a window. Exit codes: 0 as expected, 1 not as expected, 2 invalid input, 3 not permitted. */
import { join } from 'node:path';
import { nearest } from '../../../shared/base/nearest.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { AppService, AppServiceOptions } from '../../services/app-service.ts';
import { NotPermitted } from '../../services/errors/not-permitted.ts';
import { NotTaken } from '../../services/external-process/place.ts';
import { aboutSurroundings } from '../../services/errors/surroundings.ts';
import { NotOpened } from '../../services/errors/not-opened.ts';
import { Unavailable } from '../../services/errors/unavailable.ts';
import { enableCompileCache } from './compile-cache.ts';
import { complain, endWithOutput, fault, say, sayOwn } from './output.ts';
import { ASSETS_DIR, CACHE_DIR, OUT_DIR, dataDir } from './paths.ts';
import { isEnding, releaseAll, releaseOnSignal } from './signals.ts';

/** Files and links to open, and the user's seat if there are several (1 is the first). */
export interface ServiceFor extends Pick<AppServiceOptions, 'opened' | 'budget' | 'recordings' | 'mayInstall'> { seat?: number }
export type MakeService = (host: 'cli' | 'web', of?: ServiceFor) => AppService;
type Command = (args: string[], service: MakeService) => Promise<number>;

/** Loaded on demand: `who` must not wait for everything that a session needs. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map(Object.entries({
  conformance: async () => (await import('./conformance.ts')).conformanceCommand,
  debug: async () => (await import('./debug.ts')).debugCommand,
  decode: async () => (await import('./decode.ts')).decodeCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  extract: async () => (await import('./extract.ts')).extractCommand,
  give: async () => (await import('./give.ts')).giveCommand,
  record: async () => (await import('./record.ts')).recordCommand,
  run: async () => (await import('./run.ts')).runCommand,
  scan: async () => (await import('./scan.ts')).scanCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  take: async () => (await import('./take.ts')).takeCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
  watch: async () => (await import('./watch.ts')).watchCommand,
  who: async () => (await import('./who.ts')).whoCommand,
}));
/** Commands that perform requests of the service; the others do without loading it. */
const WITH_SERVICE: ReadonlySet<string> = new Set(['doctor', 'extract', 'run', 'serve']);

function makerOf(Service: typeof AppService): MakeService {
  return (host, { opened, seat = 1, ...shared } = {}) => {
    // Seats after the first have separate folders, so that unsaved work of one is not offered to another.
    const folder = seat === 1 ? dataDir() : join(dataDir(), `seat-${seat}`);
    const kept = host === 'web' ? { dataDir: folder, auditFile: join(folder, 'audit.ndjson'), ...(opened ? { opened } : {}) } : {};
    const service = new Service({ host, outDir: OUT_DIR, assetsDir: ASSETS_DIR, cacheDir: CACHE_DIR, ...kept, ...shared });
    releaseOnSignal(() => service.dispose());
    return service;
  };
}

const noService: MakeService = () => { throw new Error('This command has no service'); };

async function main(argv: string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === '--version' || command === 'version') {
    say((await import('../../../../package.json', { with: { type: 'json' } })).default.version);
    return 0;
  }
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    const [topic] = command === undefined ? [] : rest;
    const { HELP, helpFor } = await import('./help.ts');
    const text = topic === undefined ? HELP : helpFor(topic);
    if (text === null) throw unknown(topic!);
    sayOwn(text);
    return command === undefined ? 2 : 0;
  }
  const run = COMMANDS.get(command);
  if (!run) throw unknown(command);
  if (rest.includes('--help') || rest.includes('-h')) {
    sayOwn((await import('./help.ts')).helpFor(command)!);
    return 0;
  }
  return (await run())(rest, WITH_SERVICE.has(command) ? makerOf((await import('../../services/app-service.ts')).AppService) : noService);
}

function unknown(command: string): InputProblem {
  const hint = nearest(command, [...COMMANDS.keys()]);
  return new InputProblem(`unknown command "${command}"`, 'handoff',
    hint ? `Did you mean "${hint}"? "handoff help" explains it.`
      : `Known: ${[...COMMANDS.keys()].join(', ')}; "handoff help" explains them.`);
}

endWithOutput(releaseAll);
enableCompileCache();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!isEnding()) process.exitCode = report(error);
}

/** Prints one sentence for errors meant for users, a stack trace for bugs. @returns the exit code. */
function report(error: unknown): number {
  const code = exitCodeOf(error);
  const { message } = error as Error;
  const surroundings = code === null ? aboutSurroundings(error) : null;
  if (surroundings) {
    complain(`handoff: ${surroundings.text}`);
    return surroundings.forbidden ? 3 : 2;
  }
  // For some problems the place is the command itself.
  if (code === null) fault(error);
  else complain(message.startsWith('handoff') ? message : `handoff: ${message}`);
  return code ?? 1;
}

/** The exit code of an error that is meant for users; null for a bug. */
function exitCodeOf(error: unknown): number | null {
  if (error instanceof InputProblem || error instanceof Unavailable) return 2;
  if (error instanceof NotPermitted) return 3;
  return error instanceof NotTaken || error instanceof NotOpened ? 1 : null;
}
