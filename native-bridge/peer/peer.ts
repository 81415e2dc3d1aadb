/**
 * One participant: makes calls in its process, keeps blobs under names, and takes part in
 * messages. It is independent of how it was started and how requests reach it.
 */
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { numberProblem } from '../../app/shared/calls/c-types.ts';
import { ENDING_CALLS } from '../../app/shared/calls/process-calls.ts';
import type { Outcome, Results } from '../../app/shared/calls/types.ts';
import { fromHex } from '../../app/shared/domain/bytes.ts';
import type { ProcessRole } from '../../app/shared/domain/entities.ts';
import { PROTOCOL_INFO_A_SIZE, PROTOCOL_INFO_SIZE } from '../../app/shared/domain/protocol-info.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import type { ProbePlan } from '../channel/probe-plan.ts';
import { Inbox, post, readPayload, writePayload } from './carriers.ts';
import { HandleRegistry } from './handle-registry.ts';
import { Outside } from './outside.ts';
import { type BlocksOn, Pending } from './pending.ts';
import { platformCalls } from './platform.ts';
import type { CallRequest, PlatformCalls } from './platform-calls.ts';
import type { WithProbe, Arrival, Input, Operation, Output, PeerApi, PerformMessage } from '../channel/protocol.ts';
import { PrivateNames } from '../channel/private-names.ts';
import { probeHandles } from './probe-along.ts';
import { spawnPeer } from './spawn.ts';
import { BlobStore, encodePayload, decodePayload } from './blob-store.ts';
import { PeerThread } from './thread.ts';

export interface PeerOptions {
  name: string;
  role: ProcessRole;
  /** This is the application's process: calls must not block, and can use only the session's sockets. */
  inProcess: boolean;
  /** The peer program's file, for threads. */
  entry: string;
}

export class Peer implements PeerApi {
  readonly pid = process.pid;
  readonly #options: PeerOptions;
  readonly #calls: PlatformCalls = platformCalls();
  readonly #blobs = new BlobStore();
  readonly #held = new HandleRegistry();
  readonly #threads = new Map<string, PeerThread>();
  readonly #inboxes = new Map<string, { inbox: Inbox; as: string }>();
  readonly #outside: Outside | null;
  /** Answers synchronously if possible: a promise would cost a turn of the event loop, and a timer. */
  readonly #operations: { [O in Operation]: (input: Input<O>) => Output<O> | Promise<Output<O>> } = {
    begin: async ({ threads, folder, inherited }) => {
      this.#folder = folder;
      this.#names = new PrivateNames(folder);
      this.#bornWith(inherited ?? []);
      // An outside program makes no such calls, but probes handles on systems where any process can.
      if (!this.#outside || this.#calls.handleProbes) this.#calls.load();
      for (const name of threads) this.#threads.set(name, new PeerThread(this.#options.entry));
      // A thread that is still loading would look like one that is blocked in its first call.
      await Promise.all([...this.#threads.values()].map((thread) => thread.ready));
      return { pid: this.pid };
    },
    perform: (message) => {
      const made = this.#pending.within(message.grace, this.#perform(message), this.#blocksOn(message));
      return made instanceof Promise ? made.then((performed) => this.#withProbes(message, performed)) : this.#withProbes(message, made);
    },
    settle: ({ ticket }) => this.#pending.settle(ticket),
    spawn: (message) => spawnPeer(message, this.#options.entry, this.#held, this.#calls),
    resume: ({ name }) => this.#calls.resume(name),
    adopt: ({ numbers }) => {
      this.#held.take(numbers);
      return null;
    },
    take: ({ content }) => encodePayload(this.#blobs.payload(content)),
    store: ({ payload, as, around }) => ({ ...this.#blobs.arrived(decodePayload(payload), as), ...this.#probes(around) }),
    openPipe: async ({ as }) => {
      const inbox = new Inbox(this.#folder);
      await inbox.listen();
      this.#inboxes.set(inbox.address, { inbox, as });
      return { address: inbox.address };
    },
    receivePipe: async ({ address, around }) => ({ ...await this.#receive(address), ...this.#probes(around) }),
    abandonPipe: ({ address }) => {
      this.#inboxes.get(address)?.inbox.abandon(new Error('The message was given up'));
      this.#inboxes.delete(address);
      return null;
    },
    postPipe: async ({ address, content }) => {
      await post(address, this.#blobs.payload(content));
      return null;
    },
    writeFile: async ({ content }) => ({ path: await writePayload(this.#folder, this.#blobs.payload(content)) }),
    readFile: async ({ path, as, around }) => ({ ...this.#blobs.arrived(await readPayload(path), as), ...this.#probes(around) }),
  };
  readonly #pending = new Pending();
  #folder = '';
  #names: PrivateNames | null = null;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#outside = options.role === 'outside' ? new Outside(this.#calls.rules) : null;
  }

  async ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    return this.answer(op, input);
  }

  /** The same, synchronously if possible. @throws Error with the failure. */
  answer<O extends Operation>(op: O, input: Input<O>): Output<O> | Promise<Output<O>> {
    if (!Object.hasOwn(this.#operations, op)) throw new Error(`A process of a session knows no "${op}"`);
    return this.#operations[op](input);
  }

  /** Closes everything that a session left open in this process and ends its threads. */
  async dispose(): Promise<void> {
    for (const { inbox } of this.#inboxes.values()) inbox.abandon(new Error('The session has ended'));
    this.#inboxes.clear();
    await Promise.allSettled([...this.#threads.values()].map((thread) => thread.end()));
    this.#held.discardAll(this.#calls);
  }

  #withProbes(message: PerformMessage, performed: Performed & { ticket?: number }): Performed & { ticket?: number } & WithProbe {
    const { outcome } = performed;
    return message.around ? { ...performed, ...this.#probes(message.around, outcome.kind === 'ok' ? outcome.results : {}) } : performed;
  }

  #probes(around: ProbePlan | undefined, results: Results = {}): WithProbe {
    const { handleProbes } = this.#calls;
    return around && handleProbes ? { probes: probeHandles(around, handleProbes, this.pid, results) } : {};
  }

  #perform(message: PerformMessage): Performed | Promise<Performed> {
    const call = this.#names && !message.outside ? findCall(message.platform, message.call) : undefined;
    const performed = this.#performNamed(call && this.#names ? { ...message, args: this.#names.argsOut(call, message.args) } : message);
    return performed instanceof Promise ? performed.then((done) => this.#inward(done)) : this.#inward(performed);
  }

  /** `main` never blocks in the system, and an outside program makes no system calls. */
  #blocksOn({ platform, call: name, args }: PerformMessage): BlocksOn | null {
    const call = this.#options.inProcess || this.#outside ? undefined : findCall(platform, name);
    return call && this.#calls.blocksOn ? this.#calls.blocksOn(call, args) : null;
  }

  #inward(performed: Performed): Performed {
    return this.#names?.performedIn(performed) ?? performed;
  }

  /** With addresses in the system's form. */
  #performNamed(message: PerformMessage): Performed | Promise<Performed> {
    if (this.#outside) return performOutside(this.#outside, message);
    try {
      const job = this.#job(message);
      if ('refused' in job) return refused(job.refused);
      const made = this.#make(job, message.thread);
      if (made instanceof Promise) return made.then((performed) => this.#made(job, message, performed), failed);
      return this.#made(job, message, made);
    } catch (error) {
      return failed(error);
    }
  }

  /** The outcome of a call; null if it would have blocked. */
  #made(job: CallRequest, message: PerformMessage, performed: Performed | null): Performed {
    if (!performed) return refused(`"${this.#options.name}" would block in ${message.call}: name another process for it`);
    if (performed.outcome.kind !== 'ok') return performed;
    if (message.unwanted !== undefined) {
      this.#calls.giveUp?.(performed.outcome.results.descriptor ?? -1);
      return refused(message.unwanted);
    }
    this.#keep(job, message, performed.outcome);
    return performed;
  }

  /** The runtime sets close-on-exec on inherited descriptors at its start; this restores their inherited state. */
  #bornWith(numbers: readonly number[]): void {
    this.#held.take(numbers);
    for (const number of numbers) this.#calls.setInheritable(number, true);
  }

  #job(message: PerformMessage): CallRequest | { refused: string } {
    const call = findCall(message.platform, message.call);
    if (!call || message.platform !== this.#calls.rules) {
      return { refused: `This system has no "${message.call}" of ${message.platform}` };
    }
    if (call.notPerformed !== undefined) return { refused: `${call.name} cannot be performed: ${call.notPerformed}` };
    const { args, believed } = message;
    const problem = numberProblem(call, args);
    if (problem !== null) return { refused: problem };
    const stranger = this.#calls.stranger?.(call, args, message.session ?? []) ?? null;
    if (stranger !== null) return { refused: `${stranger} is not a process of this session, or no longer: name a process of the scenario` };
    if (this.#options.inProcess && (ENDING_CALLS.has(call.name) || call.ofItsProcess))
      return { refused: `"${this.#options.name}" is the inspector itself: it cannot call ${call.name}` };
    // Duplicating to a chosen number closes it, and so does closing a range: in any process it can belong to the runtime.
    const guarded = this.#options.inProcess || call.replaces === true || call.closesRange !== undefined;
    // A closed number can be reused by the runtime; on Windows numbers are reused immediately (S33).
    const foreign = guarded ? this.#held.foreign(call, args, this.#calls)
      : call.closes && call.platform === 'winsock' ? this.#held.reused(call, args, this.#calls) : null;
    if (foreign !== null)
      return { refused: `${foreign} is open in "${this.#options.name}", but not for this session: it belongs to the program itself` };
    const name = args['protocolInfo'];
    if (typeof name !== 'string') return { call, args, blob: null, believed };
    // The result of getsockopt SO_PROTOCOL_INFOW is not a transfer and has no name: its bytes are included (S17).
    const blob = this.#blobs.get(name) ?? (/^[0-9a-f]{16,}$/.test(name) ? fromHex(name) : undefined);
    if (!blob) return { refused: `No blob named "${name}" has arrived in "${this.#options.name}"` };
    const size = call.ansi ? PROTOCOL_INFO_A_SIZE : PROTOCOL_INFO_SIZE;
    if (blob.length !== size)
      return { refused: `A WSAPROTOCOL_INFO${call.ansi ? 'A' : 'W'} has ${size} bytes, "${name}" has ${blob.length} (S18)` };
    return { call, args, blob, believed };
  }

  #make(job: CallRequest, threadName: string | null): Performed | null | Promise<Performed | null> {
    const { inProcess, name } = this.#options;
    if (threadName === null) return inProcess ? this.#calls.callNonBlocking(job) : this.#calls.callInWorker(job);
    const thread = this.#threads.get(threadName);
    if (!thread) throw new Error(`"${name}" has no thread "${threadName}"`);
    return thread.perform(job, inProcess);
  }

  #keep(job: CallRequest, message: PerformMessage, { results }: Extract<Outcome, { kind: 'ok' }>): void {
    this.#held.note(job.call, job.args, results);
    const name = message.as[0];
    if (results.blob !== undefined && name !== undefined) this.#blobs.put(name, fromHex(results.blob));
  }

  async #receive(address: string): Promise<Arrival> {
    const waiting = this.#inboxes.get(address);
    if (!waiting) throw new Error('That pipe is not open here');
    try {
      return this.#blobs.arrived(await waiting.inbox.arrived, waiting.as);
    } finally {
      this.#inboxes.delete(address);
    }
  }
}

async function performOutside(outside: Outside, { call, args }: PerformMessage): Promise<Performed> {
  const start = performance.now();
  const outcome = await outside.perform(call, args);
  return { outcome, micros: outcome.kind === 'refused' ? null : (performance.now() - start) * 1000 };
}

const failed = (error: unknown): Performed => refused(error instanceof Error ? error.message : String(error));
const refused = (reason: string): Performed => ({ outcome: { kind: 'refused', reason }, micros: null });
