import { type ChildProcess, type IOType, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { socketPair } from '../linux/socket-pair.ts';
import { Ring } from './ring.ts';
import { PEER_CHANNEL, peerEnvironment } from '../channel/peer-environment.ts';
import { Wire } from '../channel/wire.ts';

/** A peer process as its host sees it, whatever started it. */
export interface PeerProcess {
  readonly pid: number;
  send(message: unknown): void;
  /** Processes messages that have already arrived, if the channel supports that. */
  takeNow?(): void;
  onMessage(callback: (message: unknown) => void): void;
  /** Called once when the process has exited: "exit code 1" or "signal SIGKILL", with its last output. */
  onExit(callback: (how: string) => void): void;
  /** Kills it immediately, blocked or not. */
  kill(): void;
}

export interface PeerLauncher {
  /**
   * Starts the peer program.
   * @param guarded runs the function that creates the process while no descriptor that must not be inherited is open.
   *   The process must exist when the function returns.
   */
  launch(entry: string, args: readonly string[], guarded: <T>(create: () => T) => T): Promise<PeerProcess>;
}

/** Time limit for the last output of a process after its exit, in milliseconds. */
const LAST_WORDS_MS = 300;

/** The descriptor number of a child's channel. */
const CHANNEL = 3;

/**
 * Peers as children of this process, for the web and CLI hosts and for Wine. A step needs several round trips, for each
 * of which the runtime's IPC channel takes a third longer than frames over a stream.
 */
export const childLauncher: PeerLauncher = {
  async launch(entry, args, guarded) {
    const { theirs, connect } = process.platform === 'win32' ? overlappedPipe() : ownPair();
    const child = guarded(() => startChild([entry, ...args], theirs, { [PEER_CHANNEL]: String(CHANNEL) }));
    let receive = (_message: unknown): void => {};
    const wire = connect(child.process, (message) => { receive(message); });
    const { pid } = child.process;
    if (pid === undefined) {
      wire.end();
      throw new Error(`The peer process could not be started: ${await child.ended}`);
    }
    // Without its channel it cannot be controlled any more; a process that has exited is not killed.
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
  /** The child's descriptor. */
  theirs: number | IOType;
  /** Call this once, after the child was created. */
  connect(child: ChildProcess, onMessage: (message: unknown) => void): Wire;
}

/** A socket pair instead of the runtime's pipe, since only then can this process control how it is read. */
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

/** A named pipe that the child can read without a thread. */
const overlappedPipe = (): Channel => ({
  theirs: 'overlapped',
  connect: ({ stdio }, onMessage) => new Wire(stdio[CHANNEL] as Socket, onMessage),
});

/**
 * Running children. A peer exits when this process is gone, unless it is stopped (SIGSTOP): it would be left behind if
 * this process exits during an opening.
 */
const living = new Set<ChildProcess>();
process.on('exit', () => { for (const child of living) child.kill('SIGKILL'); });

/** A child, and its exit description with its last output. */
export interface StartedChild {
  process: ChildProcess;
  ended: Promise<string>;
}

/**
 * Starts this program's executable with these arguments and the environment of a peer.
 * @param channel the child's descriptor 3, if it has one. @param env further variables.
 */
export function startChild(command: readonly string[], channel: number | IOType | null, env: NodeJS.ProcessEnv): StartedChild {
  const words = new Ring(4096);
  const child = spawned(command, {
    stdio: ['ignore', 'ignore', 'pipe', ...(channel === null ? [] : [channel])], detached: false,
    env: { ...peerEnvironment(process.env), ...env },
  });
  living.add(child);
  for (const event of ['exit', 'error'] as const) child.once(event, () => { living.delete(child); });
  child.stderr?.on('data', (chunk: Buffer) => { words.push(chunk); });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => { resolve(error.message); });
    const end = (code: number | null, signal: string | null): void => { resolve(describe(code, signal, words.text())); };
    // 'close' comes after the last output, which 'exit' would miss; but it does not come while another process holds
    // the other end of stderr, which on Windows is inherited by every process that the child creates.
    child.on('close', end);
    child.on('exit', (code, signal) => { setTimeout(end, LAST_WORDS_MS, code, signal); });
  });
  return { process: child, ended };
}

/** How often creating a process is attempted, and milliseconds between attempts. */
const TRIES = 4;
const BETWEEN_TRIES_MS = 100;

/** Wine occasionally refuses to create a process while another of its prefix exits, with an error that Node cannot name. */
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
