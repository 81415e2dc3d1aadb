/**
 * What a tracer does at each stop: events for the recording, and what continues the task. Facts of ptrace(2) that shape it:
 * a new task can stop before the event of its parent; a group stop is kept with LISTEN; after an exec in a thread the task has
 * the number of its process, and the other threads are gone without a word.
 */
import type { FoundDescriptor, TaskEnd } from '../raw.ts';
import type { HoldFilter, Release } from '../source.ts';
import { CallsIn } from './calls-in.ts';
import { Holding, ofFiles } from './holding.ts';
import type { Kernel } from './kernel.ts';
import type { WireBefore, WireEvent } from './wire.ts';

/** linux/ptrace.h */
const EVENT = { FORK: 1, VFORK: 2, CLONE: 3, EXEC: 4, STOP: 128 } as const;
/** Stops at calls, with TRACESYSGOOD. */
const CALL_STOP = 0x85;
const SIGTRAP = 5;
/** SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU */
const GROUP_STOPS: ReadonlySet<number> = new Set([19, 20, 21, 22]);

interface Task {
  process: number;
  /** It has had its first stop. */
  stopped: boolean;
  /** The recording knows where it comes from: the event of its parent has come. */
  announced: boolean;
  /** Not recorded: the shell that starts the program. */
  silent: boolean;
  /** Interrupted to attach to it: a call that this ended is started again. */
  attaching: boolean;
}

const known = (process: number): Task => ({ process, stopped: true, announced: true, silent: false, attaching: false });

export class Machine {
  readonly #kernel: Kernel;
  readonly #emit: (event: WireEvent | WireBefore) => void;
  readonly #tasks = new Map<number, Task>();
  readonly #calls: CallsIn;
  readonly #holding = new Holding();
  #leaving = false;

  /** `names`: the calls to follow, by number. `emit` gets the events in order. */
  constructor(kernel: Kernel, names: ReadonlyMap<number, string>, emit: (event: WireEvent | WireBefore) => void) {
    this.#kernel = kernel;
    this.#emit = emit;
    this.#calls = new CallsIn(kernel, names, emit, kernel);
  }

  /** Tasks that are traced. */
  get size(): number {
    return this.#tasks.size;
  }

  has(task: number): boolean {
    return this.#tasks.has(task);
  }

  /** A task that executes the program to record; until then it is not recorded. It is seized. */
  launch(task: number): void {
    this.#tasks.set(task, { ...known(task), silent: true });
  }

  /** A task that runs already. It is seized, and `interrupt` has been called. `descriptors`: of its process, with its first task. */
  attach(task: number, process: number, program: string | null, descriptors?: readonly FoundDescriptor[]): void {
    this.#tasks.set(task, { ...known(process), attaching: true });
    this.#emit({ kind: 'found', task, process, program, ...(descriptors ? { descriptors } : {}) });
  }

  /** Detaches from every task, at its next stop. */
  leave(): void {
    this.#leaving = true;
    for (const [id, { stopped, announced }] of this.#tasks) {
      // It is at its first stop, or waits before a call, which it then makes.
      if ((stopped && !announced) || this.#holding.has(id)) this.#release(id, 0);
      else this.#kernel.interrupt(id);
    }
  }

  /** From now on tasks stop before the calls that meet a filter. */
  holdBefore(filters: readonly HoldFilter[]): void {
    this.#holding.set(filters);
  }

  /** Lets a task go on that waits before a call; `id`: of the call. */
  release(id: number, how: Release): void {
    const held = this.#holding.take(id);
    if (!held) return;
    this.#calls.intervene(held.task, held.open, how);
    this.#kernel.resume(held.task, 0);
  }

  /** `status`: of waitpid. */
  stop(id: number, status: number): void {
    const signal = status & 0x7f;
    if (signal !== 0x7f) {
      this.#end(id, signal === 0 ? { kind: 'exited', code: status >> 8 & 0xff }
        : { kind: 'killed', signal: this.#kernel.signalName(signal) });
      return;
    }
    const task = this.#tasks.get(id) ?? this.#add(id);
    const [by, event] = [status >> 8 & 0xff, status >>> 16];
    if (this.#leaving) {
      this.#detach(id, task, by, event);
      return;
    }
    if (event === EVENT.STOP) this.#stopped(id, task, by);
    else if (event === EVENT.EXEC) this.#executed(id, task);
    else if (event !== 0) this.#forked(id, task, event);
    else if (by === CALL_STOP) this.#call(id, task);
    else this.#signal(id, task, by);
  }

  /** A task that is not known yet: its parent's event comes later. */
  #add(id: number): Task {
    const task: Task = { ...known(id), stopped: false, announced: false };
    this.#tasks.set(id, task);
    return task;
  }

  #stopped(id: number, task: Task, signal: number): void {
    if (!task.stopped) {
      task.stopped = true;
      // No call of a child comes before its fork.
      if (task.announced) this.#kernel.resume(id, 0);
      return;
    }
    if (GROUP_STOPS.has(signal)) {
      this.#kernel.listen(id);
      return;
    }
    if (task.attaching) this.#kernel.repair(id);
    task.attaching = false;
    this.#kernel.resume(id, 0);
  }

  #forked(id: number, parent: Task, event: number): void {
    const child = this.#kernel.message(id);
    const process = event === EVENT.CLONE ? this.#kernel.process(child) : child;
    const early = this.#tasks.get(child);
    const task = early ?? { ...known(process), stopped: false };
    Object.assign(task, { process, announced: true, silent: parent.silent });
    this.#tasks.set(child, task);
    this.#calls.forked(id, child);
    if (early?.stopped) this.#kernel.resume(child, 0);
    this.#kernel.resume(id, 0);
  }

  #executed(id: number, task: Task): void {
    const former = this.#kernel.message(id);
    for (const [other, { process }] of this.#tasks) {
      if (other === id || process !== task.process) continue;
      if (other !== former) this.#emit({ kind: 'ended', task: other, how: { kind: 'exited', code: 0 }, at: this.#kernel.now() });
    }
    if (former !== id) {
      this.#emit({ kind: 'superseded', task: id, by: former, at: this.#kernel.now() });
      this.#calls.rename(former, id);
      this.#holding.drop(id);
    }
    this.#forgetOthers(id, task);
    if (task.silent) this.#begin(id, task);
    this.#kernel.resume(id, 0);
  }

  /** The launched program starts: from here on its calls are recorded, exec first. */
  #begin(id: number, task: Task): void {
    task.silent = false;
    this.#emit({ kind: 'found', task: id, process: task.process, program: null });
    const call = this.#calls.of(id);
    if (call) this.#calls.write(id, call);
  }

  #call(id: number, task: Task): void {
    const stop = this.#kernel.call(id);
    if (stop?.phase === 'entry') this.#calls.entry(id, stop, task.silent);
    else if (stop) this.#calls.exit(id, stop);
    if (stop?.phase !== 'entry' || task.silent || !this.#waits(id, task)) this.#kernel.resume(id, 0);
  }

  /** Whether the task waits before the call that it has begun. */
  #waits(id: number, { process }: Task): boolean {
    const open = this.#calls.of(id);
    if (!open || !this.#holding.wants(id, process, open, () => this.#calls.argsBefore(id, open))) return false;
    const about = this.#calls.aboutFirst(id, open);
    if (about === null && ofFiles(open.name)) return false;
    this.#holding.hold(id, open);
    this.#emit({ kind: 'before', id: open.id, about });
    return true;
  }

  #signal(id: number, task: Task, signal: number): void {
    if (!task.silent) this.#emit({ kind: 'signal', task: id, name: this.#kernel.signalName(signal), at: this.#kernel.now() });
    this.#kernel.resume(id, signal);
  }

  #detach(id: number, task: Task, by: number, event: number): void {
    if (event === EVENT.STOP && by === SIGTRAP && task.stopped) this.#kernel.repair(id);
    if (event === EVENT.FORK || event === EVENT.VFORK || event === EVENT.CLONE) this.#expect(this.#kernel.message(id));
    if (event === EVENT.EXEC) this.#forgetOthers(id, task);
    this.#release(id, event === 0 && by !== CALL_STOP ? by : 0);
  }

  /** A new task is a tracee, too: it is detached at its first stop. */
  #expect(child: number): void {
    if (!this.#tasks.has(child)) this.#tasks.set(child, { ...known(child), stopped: false });
  }

  #release(id: number, signal: number): void {
    this.#calls.restore(id);
    this.#kernel.detach(id, signal);
    this.#forget(id);
  }

  #forgetOthers(id: number, { process }: Task): void {
    for (const [other, task] of this.#tasks) if (other !== id && task.process === process) this.#forget(other);
  }

  #end(id: number, how: TaskEnd): void {
    const task = this.#tasks.get(id);
    if (!task) return;
    this.#forget(id);
    if (!task.silent) this.#emit({ kind: 'ended', task: id, how, at: this.#kernel.now() });
  }

  #forget(id: number): void {
    this.#tasks.delete(id);
    this.#calls.drop(id);
    this.#holding.drop(id);
  }
}
