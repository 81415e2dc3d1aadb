import type { Input, Operation, Output, PeerRequest } from '../channel/protocol.ts';
import { isOutput, isReply } from './reply.ts';
import type { PeerProcess } from './launcher.ts';
import type { PeerLink } from './peer-link.ts';

interface Waiting {
  op: Operation;
  resolve(output: unknown): void;
  reject(why: Error): void;
}

/** A link over a channel that carries messages: of a child, of Electron's utility process, or over loopback. */
export class ChannelPeer implements PeerLink {
  readonly pid: number;
  /** Resolves with the exit description when it has ended. */
  readonly ended: Promise<string>;
  readonly #process: PeerProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #gone: string | null = null;
  #malformed = false;

  constructor(peer: PeerProcess) {
    this.pid = peer.pid;
    this.#process = peer;
    peer.onMessage((message) => { this.#heard(message); });
    this.ended = new Promise((resolve) => {
      peer.onExit((ended) => {
        const how = this.#malformed ? 'it was ended: what it answered is no answer' : ended;
        this.#gone = how;
        for (const waiting of this.#waiting.values()) waiting.reject(new PeerGone(how));
        this.#waiting.clear();
        resolve(how);
      });
    });
  }

  /** @throws PeerGone if the process ends before it answers; Error with the failure that the peer reports. */
  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    if (this.#gone !== null) return Promise.reject(new PeerGone(this.#gone));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { op, resolve: (output) => { resolve(output as Output<O>); }, reject });
      const request: PeerRequest<O> = { id, op, input };
      this.#process.send(request);
      // The peer might have run while this process was suspended, and its answer might have arrived.
      this.#process.takeNow?.();
    });
  }

  /** Kills the process immediately; `ended` follows. */
  kill(): void {
    this.#process.kill();
  }

  /** Handles an answer; a process that sends anything else is killed, and all waiting requests fail. */
  #heard(message: unknown): void {
    if (this.#malformed) return;
    const reply = isReply(message) ? message : null;
    const waiting = reply ? this.#waiting.get(reply.id) : undefined;
    if (!reply || (reply.ok && waiting && !isOutput(waiting.op, reply.output))) {
      this.#malformed = true;
      this.kill();
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.output);
    else waiting?.reject(new Error(reply.problem));
  }
}

/** The process has ended. */
export class PeerGone extends Error {
  /** How it ended: "exit code 1", "signal SIGKILL". */
  readonly how: string;

  constructor(how: string) {
    super(`The process has ended (${how})`);
    this.name = 'PeerGone';
    this.how = how;
  }
}
