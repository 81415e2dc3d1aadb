/** A process that no session has made. It must notice nothing: no signal, and its descriptors stay its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Bystander {
  pid: number;
  child: ChildProcess;
  /** Signals it has had, by name, asked of the process itself. @throws Error when it has ended. */
  signals(): Promise<string[]>;
  end(): Promise<void>;
}

const PROGRAM = `
  const had = [];
  for (const name of ['SIGIO', 'SIGUSR2', 'SIGURG']) process.on(name, () => { had.push(name); });
  process.on('message', () => { setImmediate(() => { process.send(had); }); });
  process.send('ready');
`;

/** It leads a process group of its own, so that a signal to the group is seen as well. */
export async function bystander(): Promise<Bystander> {
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
  await once(child, 'message');
  return {
    child, pid: child.pid!,
    async signals() {
      const [had] = await Promise.all([Promise.race([
        once(child, 'message').then(([names]) => names as string[]),
        once(child, 'exit').then(([code, signal]) => { throw new Error(`The bystander has ended (${String(signal ?? code)})`); }),
      ]), Promise.resolve(child.send('signals'))]);
      return had;
    },
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
