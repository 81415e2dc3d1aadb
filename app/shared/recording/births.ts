/** The tasks of a recording: those of forks that were read, and those from before the recording. */
import { addFound } from './found.ts';
import { addProcess, execOf, forkOf } from './lifecycle.ts';
import { forkMove } from './moves.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Placer } from './placer.ts';
import type { RawCall, RawEvent } from './raw.ts';
import type { State } from './state.ts';
import type { Task } from './tasks.ts';
import type { StepWriter } from './writer.ts';

export class Births {
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #open: OpenCalls;
  readonly #placer: Placer;
  /** Forks by the task that they create, as far as events were read. */
  readonly #births = new Map<number, RawCall[]>();
  readonly #announced = new Map<number, string>();
  readonly #moved = new Map<number, number>();

  constructor(state: State, writer: StepWriter, open: OpenCalls, placer: Placer) {
    this.#state = state;
    this.#writer = writer;
    this.#open = open;
    this.#placer = placer;
  }

  /** Notes what a call creates, before its place in the trace is known. */
  foresee(call: RawCall): void {
    const fork = forkOf(call);
    if (fork) this.#births.set(fork.child, [...this.#births.get(fork.child) ?? [], call]);
    const program = execOf(call);
    if (program !== null) this.#state.programs.set(this.#moved.get(call.task) ?? call.task, program);
  }

  /** The source names the program of a process, before its place in the trace is known. */
  announced({ task, program }: Extract<RawEvent, { kind: 'found' }>): void {
    if (program !== null) this.#announced.set(task, program);
  }

  /** A task from before the recording: a thread of a process that is known, or a process. */
  find({ task: id, process, program, descriptors }: Extract<RawEvent, { kind: 'found' }>): void {
    if (this.#births.get(id)?.length) return;
    const born = process !== id && this.#births.get(process)?.length ? this.taskFor(process, null) : undefined;
    const owner = process === id ? undefined : born ?? this.#state.tasks.get(process);
    if (!owner || this.#state.tasks.get(id)) {
      const task = this.taskFor(id, program);
      if (descriptors) addFound(this.#state, this.#writer, task, descriptors);
      return;
    }
    const { thread, table } = this.#state.tasks.addSharing(id, process, owner.table);
    const { draft, keep } = this.#state.draft();
    const found = draft.get(table.id);
    if (found?.kind === 'process') draft.change('process', table.id, { threads: [...found.threads, thread!] });
    this.#writer.ahead(keep());
  }

  /** The task, with the fork that made it put before its first call. */
  taskFor(id: number, program: string | null): Task {
    const known = this.known(id);
    if (known) return known;
    const birth = this.#births.get(id)?.shift();
    const parent = birth && this.known(birth.task);
    if (birth && parent) {
      const open = this.#open.of(parent.id);
      if (open?.raw === birth) open.done = true;
      this.fork(parent, birth);
      const born = this.#state.tasks.get(id);
      if (born) return born;
    }
    const found = this.#state.tasks.addProcess(id, this.#state.programs.get(id) ?? program ?? `pid-${id}`);
    const { draft, keep } = this.#state.draft();
    addProcess(draft, found.table.id, id, null, this.#writer.next);
    this.#writer.ahead(keep());
    return found;
  }

  /** Puts a fork into the trace. */
  fork(parent: Task, raw: RawCall): void {
    const fork = forkOf(raw);
    if (!fork) return;
    const program = this.#state.programs.get(fork.child) ?? this.#announced.get(fork.child) ?? parent.table.base;
    this.#placer.make(forkMove(this.#state, parent, raw, fork, program), raw);
  }

  /** The fork has its place: `taskFor` puts it no second time. */
  placed(child: number, raw: RawCall): void {
    this.#births.set(child, (this.#births.get(child) ?? []).filter((birth) => birth !== raw));
  }

  /** A thread that calls execve takes the id of its process. */
  supersede({ task, by }: Extract<RawEvent, { kind: 'superseded' }>): void {
    const gone = this.#state.tasks.get(task);
    if (gone) this.#state.tasks.remove(gone);
    this.#open.drop(task);
    this.#state.tasks.rename(by, task);
    this.#open.rename(by, task);
    this.#moved.set(by, task);
  }

  /** The task of an id, also of one that it had before an execve. */
  known(id: number): Task | undefined {
    return this.#state.tasks.get(this.#moved.get(id) ?? id);
  }
}
