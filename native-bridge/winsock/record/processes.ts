/** The recorded processes by their debug events: threads, DLLs, and the stubs that are written into them. */
import type { WinsockLine } from '../../../app/shared/recording/winsock/wire.ts';
import type { Handle } from '../types.ts';
import { programOf } from './about-process.ts';
import type { Clock } from './clock.ts';
import type { Api } from './debug-api.ts';
import type { ExtensionPlace } from './extension-places.ts';
import { machineRefusal } from './refusal.ts';
import type { Ring } from './shared-ring.ts';
import { Target } from './target.ts';

const CODE = { EXCEPTION: 1, CREATE_THREAD: 2, CREATE_PROCESS: 3, EXIT_THREAD: 4, EXIT_PROCESS: 5, LOAD_DLL: 6 } as const;
const [DBG_CONTINUE, DBG_EXCEPTION_NOT_HANDLED] = [0x0001_0002, 0x8001_0001];
/** A debugger makes the system raise the second for a close of a bad handle, which a program without one does not get. */
const [BREAKPOINT, INVALID_HANDLE] = [0x8000_0003, 0xc000_0008];

/** A process that was attached. `dlls`: their addresses until its stubs are written. `ours`: threads that stop it for the debugger. */
interface Attached { pid: number; extensions: readonly ExtensionPlace[]; dlls: bigint[]; ours: Set<number> }

export interface Surroundings {
  api: Api;
  ring: Ring;
  clock: Clock;
  say(line: WinsockLine): void;
  threadEnded(thread: number): void;
  /** It cannot be recorded after all. */
  giveUp(): void;
}

export class Processes {
  readonly #with: Surroundings;
  readonly #targets = new Map<number, Target>();
  /** Processes that run without stubs. */
  readonly #others = new Set<number>();
  readonly #started = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #threads = new Map<number, { process: number; handle: Handle }>();
  readonly #missed: string[] = [];
  #attached: Attached | null = null;
  #first = true;
  /** It waits for the breakpoint at which the attached process is left. */
  #isLeaving = false;

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
  }

  /** The only process is one that runs. Its extension functions are at these places. */
  attach(pid: number, extensions: readonly ExtensionPlace[]): void {
    this.#attached = { pid, extensions, dlls: [], ours: new Set() };
  }

  /** Whether more can come of them. */
  get run(): boolean {
    return this.#first || this.#targets.size + this.#others.size > 0;
  }

  get isLeaving(): boolean {
    return this.#isLeaving && this.run;
  }

  /** What was not recorded, in sentences. */
  get missed(): string[] {
    return [...this.#missed, ...[...this.#targets.values()].flatMap(({ unseen }) => unseen)];
  }

  hasEnded(pid: number): boolean {
    return this.#ended.has(pid);
  }

  /** Whether a DLL of the system made the call, as a part of another one. */
  isInternal(pid: number, returns: bigint): boolean {
    return this.#targets.get(pid)?.isInternal(returns) ?? false;
  }

  /** Makes the attached process stop, so that its code can be restored. */
  beginToLeave(): void {
    const target = this.#attached && this.#targets.get(this.#attached.pid);
    this.#isLeaving = target ? this.#with.api.DebugBreakProcess(target.handle) : false;
  }

  /** Ends the attachment. Its code has been restored, if the process has stopped. */
  left(): void {
    // Without a target too: a process whose set-up failed would stop at its next debug event.
    if (!this.#attached || this.#ended.has(this.#attached.pid)) return;
    const { pid } = this.#attached;
    // The jumps that are left do no harm: stubs need no recorder.
    if (this.#isLeaving) this.#missed.push(`process ${pid} did not stop, and keeps the code that records it`);
    this.#with.api.DebugActiveProcessStop(pid);
  }

  /** Takes a DEBUG_EVENT, and lets its process go on. */
  take(event: Buffer): void {
    const [code, pid, tid] = [event.readUInt32LE(0), event.readUInt32LE(4), event.readUInt32LE(8)];
    const { api, say, clock } = this.#with;
    let status = DBG_CONTINUE;
    switch (code) {
      case CODE.CREATE_PROCESS: {
        this.#created(pid, tid, event);
        break;
      }
      case CODE.LOAD_DLL: {
        this.#closeFile(event);
        const base = event.readBigUInt64LE(24);
        if (this.#isBeginning(pid)) this.#attached?.dlls.push(base);
        else this.#attempt(pid, () => { this.#targets.get(pid)?.loaded(base); });
        break;
      }
      case CODE.CREATE_THREAD: {
        this.#threads.set(tid, { process: pid, handle: Number(event.readBigUInt64LE(16)) });
        if (!this.#isBeginning(pid) && !this.#isLeaving) say({ kind: 'thread', process: pid, task: tid });
        break;
      }
      case CODE.EXIT_THREAD: {
        this.#threadEnded(tid);
        if (!this.#attached?.ours.has(tid)) say({ kind: 'thread-end', process: pid, task: tid, at: clock.now() });
        break;
      }
      case CODE.EXIT_PROCESS: {
        say({ kind: 'process-end', process: pid, code: event.readUInt32LE(16), at: clock.now() });
        for (const [thread, { process }] of this.#threads) if (process === pid) this.#threadEnded(thread);
        this.#missed.push(...this.#targets.get(pid)?.unseen ?? []);
        this.#targets.delete(pid);
        this.#ended.add(pid);
        this.#others.delete(pid);
        break;
      }
      case CODE.EXCEPTION: {
        const exception = event.readUInt32LE(16);
        if (exception === BREAKPOINT && !this.#started.has(pid)) this.#begin(pid, tid);
        else if (exception === BREAKPOINT && this.#isLeaving) this.#leave(pid, tid);
        else if (exception !== INVALID_HANDLE) status = DBG_EXCEPTION_NOT_HANDLED;
        break;
      }
      default:
    }
    api.ContinueDebugEvent(pid, tid, status);
  }

  #created(pid: number, tid: number, event: Buffer): void {
    this.#closeFile(event);
    // The system reuses process ids.
    this.#ended.delete(pid);
    this.#started.delete(pid);
    const { api, ring, say } = this.#with;
    const handle = Number(event.readBigUInt64LE(24));
    this.#threads.set(tid, { process: pid, handle: Number(event.readBigUInt64LE(32)) });
    say({ kind: 'process', process: pid, task: tid, program: programOf(api, handle) ?? 'process' });
    this.#others.add(pid);
    const [first, attached] = [this.#first, this.#attached];
    this.#first = false;
    const threads = () => [...this.#threads.values()].flatMap((one) => (one.process === pid ? [one.handle] : []));
    this.#attempt(pid, () => {
      const target = new Target(api, pid, handle, ring, attached && { threads, extensions: attached.extensions });
      const refusal = machineRefusal(target.machineAt(event.readBigUInt64LE(40)));
      if (refusal) {
        if (first && !attached) api.TerminateProcess(handle, 1);
        if (first) say({ kind: 'problem', text: refusal.message, denied: false });
        throw refusal;
      }
      this.#others.delete(pid);
      this.#targets.set(pid, target);
    });
  }

  /** Whether the process was attached, and its stubs are not written yet. */
  #isBeginning(pid: number): boolean {
    return this.#attached?.pid === pid && !this.#started.has(pid);
  }

  /** The first breakpoint of a process: a thread of the debugger makes it in one that was attached, and all others are stopped. */
  #begin(pid: number, tid: number): void {
    const { say } = this.#with;
    const attached = this.#isBeginning(pid) ? this.#attached : null;
    this.#started.add(pid);
    if (!attached) {
      this.#attempt(pid, () => { this.#targets.get(pid)?.begun(); });
      return;
    }
    attached.ours.add(tid);
    // The first one came with its process.
    for (const task of [...this.#threads.keys()].slice(1)) if (task !== tid) say({ kind: 'thread', process: pid, task });
    try {
      const target = this.#targets.get(pid);
      if (!target) throw new Error(this.#missed.at(-1) ?? 'its memory cannot be shared');
      for (const base of attached.dlls) target.loaded(base);
      target.begun();
      say({ kind: 'started' });
    } catch (error) {
      say({ kind: 'problem', text: `cannot attach to process ${pid}: ${(error as Error).message}`, denied: true });
      this.#with.giveUp();
    }
  }

  /** The breakpoint before a process is left. */
  #leave(pid: number, tid: number): void {
    this.#attached?.ours.add(tid);
    this.#attempt(pid, () => { this.#targets.get(pid)?.restore(); });
    this.#isLeaving = false;
  }

  #threadEnded(thread: number): void {
    this.#threads.delete(thread);
    this.#with.threadEnded(thread);
  }

  /** A process for which the task fails is not recorded; the reason is reported at the end. */
  #attempt(pid: number, task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#missed.push(`process ${pid}: ${(error as Error).message}`);
    }
  }

  #closeFile(event: Buffer): void {
    const file = Number(event.readBigUInt64LE(16));
    if (file !== 0) this.#with.api.CloseHandle(file);
  }
}
