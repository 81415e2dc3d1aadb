/**
 * Additional threads of a participant (S9): worker threads that make their calls synchronously, so that a
 * blocking call blocks a real thread. Their shared store stays with the peer.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { platformCalls } from './platform.ts';
import type { CallRequest, PlatformCalls } from './platform-calls.ts';
import type { SocketStateHint } from '../channel/protocol.ts';

interface ThreadRequest {
  id: number;
  call: string;
  platform: Rules;
  args: ResolvedArgs;
  blob: Uint8Array | null;
  believed: SocketStateHint;
  /** In `main` even a thread must not block in the system: it could not be ended. */
  careful: boolean;
}

type ThreadReply = { id: number; performed: Performed | null } | { id: number; problem: string };

/** First message of a thread: from now on its calls start as fast as any other. */
const READY = 'ready';

export class PeerThread {
  /** Resolves when it can make calls, or has failed. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(performed: Performed | null): void; reject(why: Error): void }>();
  #next = 1;

  /** @param entry the peer program, which detects that it runs as a thread. */
  constructor(entry: string) {
    this.#worker = new Worker(entry, { stdin: false, env: process.env, execArgv: [] });
    this.ready = new Promise((resolve) => {
      this.#worker.once('message', () => { resolve(); });
      this.#worker.once('exit', () => { resolve(); });
    });
    this.#worker.on('message', (reply: ThreadReply | typeof READY) => {
      if (reply === READY) return;
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('problem' in reply) waiting?.reject(new Error(reply.problem));
      else waiting?.resolve(reply.performed);
    });
    this.#worker.on('error', (error) => { this.#fail(error); });
    this.#worker.on('exit', () => { this.#fail(new Error('The thread has ended')); });
  }

  /** Null if the call would block but must not. */
  perform(job: CallRequest, careful: boolean): Promise<Performed | null> {
    const id = this.#next++;
    const request: ThreadRequest = { ...job, id, careful, call: job.call.name, platform: job.call.platform as Rules };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
      this.#worker.postMessage(request);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(why: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(why);
    this.#waiting.clear();
  }
}

/** The thread's side: handles one request after the other, as a thread does. */
export function runThread(): void {
  const port = parentPort;
  if (!port) throw new Error('A thread needs a parent');
  const calls = platformCalls();
  calls.load();
  let before: Promise<void> = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    before = before.then(async () => { port.postMessage(await answer(calls, request)); });
  });
  port.postMessage(READY);
}

async function answer(calls: PlatformCalls, request: ThreadRequest): Promise<ThreadReply> {
  const { id, args, blob, believed } = request;
  try {
    const call = findCall(request.platform, request.call);
    if (!call) throw new Error(`No call "${request.call}"`);
    const job: CallRequest = { call, args, blob, believed };
    return { id, performed: request.careful ? await calls.callNonBlocking(job) : calls.callInline(job) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
