import { type ChildProcess, type IOType, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { socketPair } from '../linux/socket-pair.ts';
import { PEER_CHANNEL } from '../peer/host-connection.ts';
import { Ring } from './ring.ts';
import { peerEnvironment } from '../channel/peer-environment.ts';
import { Wire } from '../channel/wire.ts';

/** A peer process as its host sees it, whatever started it. */
export interface PeerProcess {
  readonly pid: number;
  send(message: unknown): void;
  /** Takes messages that are there already, where that can be asked. */
  takeNow?(): void;
  onMessage(callback: (message: unknown) => void): void;
  /** Called once, when the process has ended: "exit code 1", "signal SIGKILL", with its last words. */
  onExit(callback: (how: string) => void): void;
  /** Ends it at once, blocked or not. */
  kill(): void;
}

export interface PeerLauncher {
  /**
   * Starts the peer program.
   * @param guarded runs what creates the process, with nothing that must not be inherited open to it. What is created
   *   in it has to be there when it returns.
   */
  launch(entry: string, args: readonly string[], guarded: <T>(create: () => T) => T): Promise<PeerProcess>;
}

/** How long the last words of a process may take after its end, in milliseconds. */
const LAST_WORDS_MS = 300;

/** The number under which a child finds its channel. */
const CHANNEL = 3;

/**
 * Peers as children of this process, for the web and CLI hosts and for Wine. A step is several trips to them and back,
 * for each of which the runtime's own channel for children takes a third longer than frames over a stream.
 */
export const childLauncher: PeerLauncher = {
  async launch(entry, args, guarded) {
    const { theirs, connect } = process.platform === 'win32' ? overlappedPipe() : ownPair();
    const child = guarded(() => create([entry, ...args], theirs));
    let receive = (_message: unknown): void => {};
    const wire = connect(child.process, (message) => { receive(message); });
    const { pid } = child.process;
    if (pid === undefined) {
      wire.end();
      throw new Error(`The peer process could not be started: ${await child.ended}`);
    }
    // Without its channel nothing can be asked of it any more; one that has ended is not killed.
    wire.onEnd(() => { child.process.kill('SIGKILL'); });
    return {
      pid,
      send: (message) => { wire.send(message); },
      takeNow: () => { wire.takeNow(); },
      onMessage: (callback) => { receive = callback; },
      onExit: (callback) => {
        void child.ended.then((how) => {
          wire.end();
          callback(wire.fault === null ? how : `it was ended: ${wire.fault}`);
        });
      },
      kill: () => { child.process.kill('SIGKILL'); },
    };
  },
};

interface Channel {
  /** What the child gets as its descriptor. */
  theirs: number | IOType;
  /** To be called once, when the child was created. */
  connect(child: ChildProcess, onMessage: (message: unknown) => void): Wire;
}

/** A pair of our own rather than the runtime's, because only then it is ours how it is read. */
function ownPair(): Channel {
  const { ours, theirs } = socketPair();
  return {
    theirs,
    connect: (_, onMessage) => {
      closeSync(theirs);
      return Wire.over(ours, onMessage);
    },
  };
}

/** A named pipe that the child can read without a thread for it. */
const overlappedPipe = (): Channel => ({
  theirs: 'overlapped',
  connect: ({ stdio }, onMessage) => new Wire(stdio[CHANNEL] as Socket, onMessage),
});

/**
 * Children that have not ended. A peer ends by itself when this process is gone, but for one that is stopped (SIGSTOP): it
 * would be left behind by an end of this process in the middle of an opening.
 */
const living = new Set<ChildProcess>();
process.on('exit', () => { for (const child of living) child.kill('SIGKILL'); });

/** The program in a child, and how that ends, with its last words. */
function create(command: readonly string[], channel: number | IOType): { process: ChildProcess; ended: Promise<string> } {
  const words = new Ring(4096);
  const child = spawned(command, {
    stdio: ['ignore', 'ignore', 'pipe', channel], detached: false,
    env: { ...peerEnvironment(process.env), [PEER_CHANNEL]: String(CHANNEL) },
  });
  living.add(child);
  for (const event of ['exit', 'error'] as const) child.once(event, () => { living.delete(child); });
  child.stderr?.on('data', (chunk: Buffer) => { words.push(chunk); });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => { resolve(error.message); });
    const end = (code: number | null, signal: string | null): void => { resolve(describe(code, signal, words.text())); };
    // 'close' comes after the last words, which 'exit' would miss; but it does not come while another process has the
    // other end of stderr, which on Windows goes to every process that this one creates with its handles.
    child.on('close', end);
    child.on('exit', (code, signal) => { setTimeout(end, LAST_WORDS_MS, code, signal); });
  });
  return { process: child, ended };
}

/** How often a process is tried to be created, and milliseconds between. */
const TRIES = 4;
const BETWEEN_TRIES_MS = 100;

/** Wine now and then refuses a process while another of its prefix ends, for a reason that the runtime has no name for. */
function spawned(command: readonly string[], options: SpawnOptions): ChildProcess {
  for (let tries = 1; ; tries++) {
    try {
      return spawn(process.execPath, command, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'UNKNOWN' || tries === TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_TRIES_MS);
    }
  }
}

function describe(code: number | null, signal: string | null, words: string): string {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return words.trim() ? `${how}: ${words.trim()}` : how;
}
