/** `utilityProcess` over child_process: the same messages (cloned, Buffers become bytes), the same events. */
import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { startup } from './state.ts';
import { Emitter, onlyKnown, strict } from './strict.ts';

interface ForkOptions { serviceName?: string; stdio?: ('ignore' | 'inherit' | 'pipe')[]; env?: NodeJS.ProcessEnv; cwd?: string }

// As a URL: a Windows path with its drive letter is no import specifier.
const PARENT_PORT = new URL('../parent-port.mjs', import.meta.url).href;

class UtilityProcess extends Emitter {
  pid: number | undefined = undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly postMessage: (message: unknown) => void;
  readonly kill: () => boolean;

  constructor(entry: string, args: string[], options: ForkOptions) {
    super('UtilityProcess', ['spawn', 'exit', 'message']);
    const { NODE_OPTIONS: _, ...env } = options.env ?? process.env;
    const [, out = 'inherit', errors = 'inherit'] = options.stdio ?? [];
    const child = fork(entry, args, {
      serialization: 'advanced',
      execArgv: ['--import', PARENT_PORT],
      stdio: ['ignore', out, errors, 'ipc'],
      env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.once('spawn', () => {
      this.pid = child.pid;
      this.fire('spawn');
    });
    child.on('message', (message) => this.fire('message', structuredClone(message)));
    child.on('error', () => undefined);
    child.once('exit', (code, signal) => {
      this.pid = undefined;
      this.fire('exit', signal === null ? code : 15);
    });
    // Refused here what Electron refuses: what cannot be cloned never leaves.
    this.postMessage = (message) => { child.send(structuredClone(message) as object, () => undefined); };
    this.kill = () => child.kill();
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork(entry: string, args: string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!startup.ready) throw new Error('utilityProcess cannot be created before app is ready.');
    onlyKnown('ForkOptions', options, ['serviceName', 'stdio', 'env', 'cwd']);
    return strict('UtilityProcess', new UtilityProcess(entry, args, options));
  },
});
