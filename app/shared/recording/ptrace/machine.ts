/**
 * What a tracer does at each stop: events for the recording, and what continues the task. Facts of ptrace(2) that shape it:
 * a new task can stop before the event of its parent; a group stop is kept with LISTEN; after an exec in a thread the task has
 * the number of its process, and the other threads are gone without a word.
 */
import type { FoundDescriptor, TaskEnd } from '../raw.ts';
import type { HoldFilter, Release } from '../source.ts';
import { CallsIn } from './calls-in.ts';
import { oftenFile } from './files.ts';
import { Holding } from './holding.ts';
import { Injection } from './injection.ts';
import type { Kernel } from './kernel.ts';
import type { RawWriter } from './raw-calls.ts';
import { CALL_STOP, EVENT, GROUP_STOPS, SIGTRAP, type Task, known } from './stops.ts';
import type { WireBefore, WireEvent } from './wire.ts';

export class Machine {
  readonly #kernel: Kernel;
  readonly #emit: (event: WireEvent | WireBefore) => void;
  readonly #tasks = new Map<number, Task>();
  readonly #calls: CallsIn;
  readonly #holding = new Holding();
  #leaving = false;
  /** Of the launched program; null for one without a filter. */
  #injection: Injection | null = null;

  /** `names`: the calls to follow, by number. `emit` gets events in order. `data`: bytes to keep of each call. `raw`: as of `CallsIn`. */
  constructor(kernel: Kernel, names: ReadonlyMap<number, string>, emit: (event: WireEvent | WireBefore) => void, data = 0,
    raw: RawWriter | null = null) {
    this.#kernel = kernel;
    this.#emit = emit;
    this.#calls = new CallsIn(kernel, names, emit, data, kernel, raw);
  }

  /** Tasks that are traced. */
  get size(): number {
    return this.#tasks.size;
  }

  has(task: number): boolean {
    return this.#tasks.has(task);
  }

  /** The tasks have a filter: without a tracer their calls would fail, so they are not left. */
  get filtered(): boolean {
    return this.#injection?.result === 'filtered';
  }

  /** A task that executes the program to record; until then it is not recorded. It is seized. `filter`: it gets one. */
  launch(task: number, filter = false): void {
    this.#tasks.set(task, { ...known(task), silent: true });
    if (filter) this.#injection = new Injection(this.#kernel);
  }

  /** A task that runs already. It is seized, and `interrupt` has been called. `descriptors`: of its process, with its first task. */
  attach(task: number, process: number, program: string | null, descriptors?: readonly FoundDescriptor[]): void {
    this.#tasks.set(task, { ...known(process), attaching: true });
    this.#calls.found(task, process);
    this.#emit({ kind: 'found', task, process, program, ...(descriptors ? { descriptors } : {}) });
  }

  /** Records no more. Detaches from every task, at its next stop; from tasks with a filter never. */
  leave(): void {
    this.#leaving = true;
    for (const [id, { stopped, announced }] of this.#tasks) {
      // It is at its first stop, or waits before a call, which it then makes.
      const waits = (stopped && !announced) || this.#holding.has(id);
      if (!this.filtered && waits) this.#release(id, 0);
      else if (!this.filtered) this.#kernel.interrupt(id);
      else if (waits) this.#kernel.run(id, 0);
      this.#holding.drop(id);
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
      if (this.filtered) this.#pass(id, task, by, event);
      else this.#detach(id, task, by, event);
      return;
    }
    if (event === EVENT.STOP) this.#stopped(id, task, by);
    else if (event === EVENT.EXEC) this.#executed(id, task);
    else if (event === EVENT.SECCOMP || (event === 0 && by === CALL_STOP)) this.#call(id, task);
    else if (event !== 0) this.#forked(id, task, event);
    else this.#signal(id, task, by);
  }

  /** A task that is not known yet: its parent's event comes later. */
  #add(id: number): Task {
    const task: Task = { ...known(id), stopped: false, announced: false };
    this.#tasks.set(id, task);
    return task;
  }

  /** With a filter only a call that is followed stops at its end. */
  #go(id: number, signal = 0): void {
    if (this.filtered && !this.#calls.of(id)) this.#kernel.run(id, signal);
    else this.#kernel.resume(id, signal);
  }

  #stopped(id: number, task: Task, signal: number): void {
    if (!task.stopped) {
      task.stopped = true;
      // No call of a child comes before its fork.
      if (task.announced) this.#go(id);
      return;
    }
    if (GROUP_STOPS.has(signal)) {
      this.#kernel.listen(id);
      return;
    }
    if (task.attaching) this.#kernel.repair(id);
    task.attaching = false;
    this.#go(id);
  }

  #forked(id: number, parent: Task, event: number): void {
    const child = this.#kernel.message(id);
    const process = event === EVENT.CLONE ? this.#kernel.process(child) : child;
    const early = this.#tasks.get(child);
    const task = early ?? { ...known(process), stopped: false };
    Object.assign(task, { process, announced: true, silent: parent.silent });
    this.#tasks.set(child, task);
    this.#calls.forked(id, child, process === parent.process);
    if (early?.stopped) this.#go(child);
    this.#go(id);
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
    this.#calls.executed(id);
    if (task.silent) this.#begin(id, task);
    this.#go(id);
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
    // The filter comes with the first call of the program, whose exec has ended.
    if (!stop || (!task.silent && this.#injection?.step(id, stop))) {
      this.#go(id);
      return;
    }
    if (stop.phase === 'entry') this.#calls.entry(id, stop, task.silent);
    else this.#calls.exit(id, stop);
    if (stop.phase === 'exit' || task.silent || !this.#waits(id, task)) this.#go(id);
  }

  /** Whether the task waits before the call that it has begun. */
  #waits(id: number, { process }: Task): boolean {
    const open = this.#calls.of(id);
    if (!open || !this.#holding.wants(id, process, open)) return false;
    const about = this.#calls.aboutFirst(id, open);
    if (about === null && oftenFile(open.name)) return false;
    this.#holding.hold(id, open);
    this.#emit({ kind: 'before', id: open.id, about });
    return true;
  }

  #signal(id: number, task: Task, signal: number): void {
    if (!task.silent) this.#emit({ kind: 'signal', task: id, name: this.#kernel.signalName(signal), at: this.#kernel.now() });
    this.#go(id, signal);
  }

  /** Nothing is recorded any more, and the tasks still need their tracer. */
  #pass(id: number, task: Task, by: number, event: number): void {
    const isFirst = !task.stopped;
    task.stopped = true;
    if (event === EVENT.STOP && GROUP_STOPS.has(by) && !isFirst) {
      this.#kernel.listen(id);
      return;
    }
    if (event === EVENT.EXEC) this.#forgetOthers(id, task);
    this.#kernel.run(id, event === 0 && by !== CALL_STOP ? by : 0);
  }

  #detach(id: number, task: Task, by: number, event: number): void {
    // The end of a call comes before the stop for which it was interrupted. One that succeeds has set what it returns.
    const stop = event === 0 && by === CALL_STOP ? this.#kernel.call(id) : null;
    if (stop?.phase === 'exit' && stop.result >= 0) this.#calls.drop(id);
    else if (stop?.phase === 'exit' || (event === EVENT.STOP && by === SIGTRAP && task.stopped)) this.#kernel.repair(id);
    // A new task is a tracee, too: it is detached at its first stop.
    const child = event === EVENT.FORK || event === EVENT.VFORK || event === EVENT.CLONE ? this.#kernel.message(id) : null;
    if (child !== null && !this.#tasks.has(child)) this.#tasks.set(child, { ...known(child), stopped: false });
    if (event === EVENT.EXEC) this.#forgetOthers(id, task);
    this.#release(id, event === 0 && by !== CALL_STOP ? by : 0);
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
