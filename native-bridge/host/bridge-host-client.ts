/** The session's side of a host program: starts it, asks it, and notices its end. */
import { inTime, orAborted } from './limits.ts';
import { type Caller, OneTimeListener } from './one-time-listener.ts';
import {
  HOST_HELLO, type HostHello, type HostMessage, type HostOperation, type HostOperations, type HostRequest,
} from './remote-protocol.ts';

/** A host program, started for one session. */
export interface HostProcess {
  /** Resolves with the exit description when it has ended. */
  readonly ended: Promise<string>;
  kill(): void;
  /** Which of these sockets (inodes of this system) can belong to its processes; absent if any can. */
  holdsSockets?(): (inode: string) => boolean;
}

/** Starts a host that connects to `port` on loopback with `token`. */
export type HostLauncher = (port: number, token: string) => HostProcess;

/** Time limits in milliseconds for a host to start and connect, and to clean up. */
const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 6000;

/** Milliseconds after the connection has closed in which the host's exit can be reported. */
const LAST_WORDS_MS = 1000;

interface Waiting {
  resolve(output: never): void;
  reject(why: Error): void;
}

interface Exit {
  report(how: string): void;
  reported: Promise<string>;
}

export class HostClient {
  readonly hello: HostHello;
  readonly process: HostProcess;
  /** Resolves when the host is gone, with a description. */
  readonly ended: Promise<string>;
  readonly #caller: Caller;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exits = new Map<number, Exit>();
  #next = 1;
  #over: string | null = null;

  private constructor(caller: Caller, process: HostProcess) {
    this.hello = caller.hello as HostHello;
    this.process = process;
    this.#caller = caller;
    caller.onMessage((message) => { this.#heard(message as HostMessage); });
    this.ended = new Promise((resolve) => {
      const over = (how: string): void => {
        this.#lost(how);
        resolve(`the bridge host is gone: ${how}`);
      };
      // The host's exit description says more than the closed connection, and arrives slightly later.
      caller.onEnd((how) => { setTimeout(over, LAST_WORDS_MS, how).unref(); });
      void process.ended.then(over);
    });
  }

  /**
   * Starts a host and waits for its connection.
   * @throws Error if it exits or stays silent for 30 s, or the signal's reason; nothing is left running then.
   */
  static async launch(launcher: HostLauncher, signal?: AbortSignal): Promise<HostClient> {
    const listener = await OneTimeListener.open(HOST_HELLO);
    const host = launcher(listener.address.port, listener.address.token);
    const hopeless = host.ended.then((how): never => { throw new Error(`The bridge host has ended (${how})`); });
    hopeless.catch(() => {});
    try {
      const late = `The bridge host did not connect in ${START_LIMIT_MS / 1000} s`;
      return new HostClient(await orAborted(signal, listener.accept(START_LIMIT_MS, late, hopeless)), host);
    } catch (error) {
      listener.close();
      host.kill();
      await host.ended;
      throw error;
    }
  }

  /** @throws Error with the failure of the host, or if it is gone. */
  ask<O extends HostOperation>(op: O, input: HostOperations[O]['input']): Promise<HostOperations[O]['output']> {
    if (this.#over !== null) return Promise.reject(new Error(`The bridge host is gone: ${this.#over}`));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const request: HostRequest<O> = { id, op, input };
      this.#caller.wire.send(request);
    });
  }

  get isGone(): boolean {
    return this.#over !== null;
  }

  /** Resolves with the exit description of a process that the host has started, or when the host is gone. */
  exitOf(pid: number): Promise<string> {
    return Promise.race([this.#exit(pid).reported, this.ended]);
  }

  /** Lets the host clean up and exit, for at most END_LIMIT_MS; then kills it. */
  async end(): Promise<void> {
    const orderly = this.ask('dispose', null).catch(() => {}).then(() => {
      this.#caller.wire.end();
      return this.process.ended;
    });
    await inTime(orderly, END_LIMIT_MS, () => null);
    // Its processes notice its end by their connections to this side, however it ends.
    this.process.kill();
    this.#caller.wire.end();
    await this.process.ended;
  }

  #heard(message: HostMessage): void {
    switch (message.kind) {
      case 'reply': this.#take(message.id)?.resolve(message.output as never); return;
      case 'failure': this.#take(message.id)?.reject(new Error(message.problem)); return;
      case 'exited': this.#exit(message.pid).report(message.how); return;
      default: return;
    }
  }

  /** A report can arrive before any code waits for it. */
  #exit(pid: number): Exit {
    let exit = this.#exits.get(pid);
    if (!exit) {
      let report: (how: string) => void = () => {};
      const reported = new Promise<string>((resolve) => { report = resolve; });
      exit = { report, reported };
      this.#exits.set(pid, exit);
    }
    return exit;
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lost(how: string): void {
    if (this.#over !== null) return;
    this.#over = how;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(`The bridge host is gone: ${how}`));
    this.#waiting.clear();
  }
}
