import type { Input, Operation, Output, PeerLink, PeerRequest } from '../channel/protocol.ts';
import { isOutput, isReply } from '../peer/reply.ts';
import type { PeerProcess } from './launcher.ts';

interface Waiting {
  op: Operation;
  resolve(output: unknown): void;
  reject(why: Error): void;
}

/** A peer in a process of its own, asked over the channel of its launcher. */
export class ChannelPeer implements PeerLink {
  readonly pid: number;
  /** Resolves with how it ended, when it has. */
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

  /** @throws PeerGone when the process ends before it answers; Error with what the peer could not do. */
  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    if (this.#gone !== null) return Promise.reject(new PeerGone(this.#gone));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { op, resolve: (output) => { resolve(output as Output<O>); }, reject });
      const request: PeerRequest<O> = { id, op, input };
      this.#process.send(request);
      // The system may have let the peer run in the place of this process, and then the answer is there already.
      this.#process.takeNow?.();
    });
  }

  /** Ends the process at once; `ended` follows. */
  kill(): void {
    this.#process.kill();
  }

  /** Takes an answer; a process that says anything else is ended, and everybody who waits for it is told. */
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

/** The process is not there any more. */
export class PeerGone extends Error {
  constructor(how: string) {
    super(`The process has ended (${how})`);
    this.name = 'PeerGone';
  }
}
