import { fork } from 'node:child_process';
import { Ring } from './ring.ts';

/** A peer process as its host sees it, whatever started it. */
export interface PeerProcess {
  readonly pid: number;
  send(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  /** Called once, when the process has ended: "exit code 1", "signal SIGKILL", with its last words. */
  onExit(callback: (how: string) => void): void;
  /** Ends it at once, blocked or not. */
  kill(): void;
}

export interface PeerLauncher {
  /**
   * Starts the peer program. The process must be created before the first await, so that the caller can
   * keep descriptors from being inherited meanwhile.
   */
  launch(entry: string, args: readonly string[]): Promise<PeerProcess>;
}

/** Threads for calls that wait, several of which may be outstanding; libuv's default is 4. */
const POOL_SIZE = '32';
/** What a peer needs of the environment: Winsock does not start without SystemRoot, koffi is found by NODE_PATH under Wine. */
const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'NODE_PATH', 'WINEPREFIX', 'WINEDEBUG', 'WINEDLLOVERRIDES'];

/** How long the last words of a process may take after its end, in milliseconds. */
const LAST_WORDS_MS = 300;

/** Peers by child_process.fork, for the web and CLI hosts and for Wine. */
export const forkLauncher: PeerLauncher = {
  launch(entry, args) {
    const words = new Ring(4096);
    const child = fork(entry, args, {
      // All messages are JSON values, and for small ones it takes two thirds of the time of structured clones.
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: false,
      // Loaders and inspectors of this process are none of the peer's business.
      execArgv: [],
      env: peerEnvironment(process.env),
    });
    child.stderr?.on('data', (chunk: Buffer) => { words.push(chunk); });
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error) => { resolve(error.message); });
      const end = (code: number | null, signal: string | null): void => { resolve(describe(code, signal, words.text())); };
      // 'close' comes after the last words, which 'exit' would miss; but it does not come while another process has the
      // other end of stderr, which on Windows goes to every process that this one creates with its handles.
      child.on('close', end);
      child.on('exit', (code, signal) => { setTimeout(end, LAST_WORDS_MS, code, signal); });
    });
    return new Promise((resolve, reject) => {
      const { pid } = child;
      if (pid === undefined) {
        void ended.then((how) => { reject(new Error(`The peer process could not be started: ${how}`)); });
        return;
      }
      resolve({
        pid,
        // A send to a process that has just ended fails; its exit says so already.
        send: (message) => { child.send(message as object, () => {}); },
        onMessage: (callback) => { child.on('message', callback); },
        onExit: (callback) => { void tell(ended, callback); },
        kill: () => { child.kill('SIGKILL'); },
      });
    });
  },
};

async function tell(ended: Promise<string>, callback: (how: string) => void): Promise<void> {
  callback(await ended);
}

/** The environment of a peer: what it needs of `from`, and its pool size. */
export function peerEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]));
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: POOL_SIZE };
}

function describe(code: number | null, signal: string | null, words: string): string {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return words.trim() ? `${how}: ${words.trim()}` : how;
}
