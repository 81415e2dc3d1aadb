/**
 * Puts the events of a recording in an order that causality allows: what ended before something began comes before it. Calls
 * that overlap have no order; among theirs this takes one that the rules agree with, and says so on the step.
 */
import { decode } from './decode/decode.ts';
import type { Decoded } from './decode/form.ts';
import { addFound, findSocket } from './found.ts';
import { waits } from './judge.ts';
import { addProcess, execOf, forkOf, isFork, unshares } from './lifecycle.ts';
import { type Move, callMove, endMove, execMove, forkMove, makeUnshare, makeWaiting } from './moves.ts';
import { prepare } from './prepare.ts';
import { OpenCalls, type OpenCall } from './open-calls.ts';
import { Overlaps } from './overlaps.ts';
import type { RawCall, RawEvent, TaskEnd } from './raw.ts';
import type { State } from './state.ts';
import { COUNTED_CALLS, type Tally } from './tally.ts';
import type { Task } from './tasks.ts';
import { allOf } from '../domain/world.ts';
import type { StepWriter } from './writer.ts';

/** Events that are read ahead: a call that overlaps another one ends within that many, or counts as one that waits. */
const AHEAD = 512;
/** Events within which the source reports that a signal has ended a process. */
const SOON = 64;
const CLOSES: ReadonlySet<string> = new Set(['close', 'closesocket', 'CloseHandle']);
const OPEN_ORDER = 'Overlaps calls of other threads: their order is open.';

export class Sequencer {
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #tally: Tally;
  readonly #open: OpenCalls;
  readonly #queue: RawEvent[] = [];
  #head = 0;
  /** Forks by the task that they create, and the last program of each task, as far as events were read. */
  readonly #births = new Map<number, RawCall[]>();
  readonly #programs = new Map<number, string>();
  /** Programs of processes that the source announced. */
  readonly #found = new Map<number, string>();
  readonly #moved = new Map<number, number>();
  readonly #overlaps: Overlaps;
  /** Calls on sockets that the source did not decode. */
  undecoded = 0;

  constructor(state: State, writer: StepWriter, tally: Tally) {
    this.#state = state;
    this.#writer = writer;
    this.#tally = tally;
    this.#open = new OpenCalls();
    this.#overlaps = new Overlaps(state, this.#open);
  }

  push(events: readonly RawEvent[]): void {
    for (const event of events) {
      this.#queue.push(event);
      if (event.kind === 'exit') this.#foresee(event.call);
      if (event.kind === 'found' && event.program !== null) this.#found.set(event.task, event.program);
    }
    this.#advance(AHEAD);
  }

  /** No more events come: calls without an end have not returned. */
  finish(): void {
    this.#advance(0);
    for (const open of this.#open.all()) this.#markWaiting(open);
  }

  #foresee(call: RawCall): void {
    const fork = forkOf(call);
    if (fork) this.#births.set(fork.child, [...this.#births.get(fork.child) ?? [], call]);
    const program = execOf(call);
    if (program !== null) this.#programs.set(this.#moved.get(call.task) ?? call.task, program);
  }

  #advance(keep: number): void {
    while (this.#queue.length - this.#head > keep) {
      this.#handle(this.#queue[this.#head]!);
      this.#head += 1;
      if (this.#head < 4 * AHEAD) continue;
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #handle(event: RawEvent): void {
    switch (event.kind) {
      case 'enter': {
        const task = this.#taskFor(event.call.task, null);
        this.#open.enter(task.id, event.call);
        return;
      }
      case 'exit': {
        this.#settle(event.call);
        return;
      }
      case 'found': {
        if (!this.#births.get(event.task)?.length) this.#find(event);
        return;
      }
      case 'ended': {
        this.#end(event.task, event.how, event.at);
        return;
      }
      case 'superseded': {
        const gone = this.#state.tasks.get(event.task);
        if (gone) this.#state.tasks.remove(gone);
        this.#open.drop(event.task);
        this.#state.tasks.rename(event.by, event.task);
        this.#open.rename(event.by, event.task);
        this.#moved.set(event.by, event.task);
        return;
      }
      case 'gap': {
        this.#doubtAll();
        return;
      }
      case 'signal': return;
    }
  }

  /** A task from before the recording: a thread of a process that is known, or a process. */
  #find({ task: id, process, program, descriptors }: Extract<RawEvent, { kind: 'found' }>): void {
    const owner = process === id ? undefined : this.#births.get(process)?.length ? this.#taskFor(process, null) : this.#state.tasks.get(process);
    if (!owner || this.#state.tasks.get(id)) {
      const task = this.#taskFor(id, program);
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
  #taskFor(id: number, program: string | null): Task {
    const known = this.#state.tasks.get(this.#moved.get(id) ?? id);
    if (known) return known;
    const birth = this.#births.get(id)?.shift();
    const parent = birth && this.#state.tasks.get(this.#moved.get(birth.task) ?? birth.task);
    if (birth && parent) {
      const open = this.#open.of(parent.id);
      if (open?.raw === birth) open.done = true;
      this.#fork(parent, birth);
      const born = this.#state.tasks.get(id);
      if (born) return born;
    }
    const found = this.#state.tasks.addProcess(id, this.#programs.get(id) ?? program ?? `pid-${id}`);
    const { draft, keep } = this.#state.draft();
    addProcess(draft, found.table.id, id, null, this.#writer.next);
    this.#writer.ahead(keep());
    return found;
  }

  #fork(parent: Task, raw: RawCall): void {
    const fork = forkOf(raw);
    if (!fork) return;
    const program = this.#programs.get(fork.child) ?? this.#found.get(fork.child) ?? parent.table.name.replace(/-\d+$/, '');
    this.#make(forkMove(this.#state, parent, raw, fork, program), raw);
  }

  #settle(raw: RawCall): void {
    const task = this.#taskFor(raw.task, null);
    const open = this.#open.of(task.id);
    if (raw.result?.kind === 'restarts') {
      this.#open.restart(task.id);
      return;
    }
    this.#open.leave(task.id);
    if (open?.done) return;
    if (isFork(raw)) {
      const fork = forkOf(raw);
      if (!fork || this.#state.tasks.get(fork.child)) return;
      this.#births.set(fork.child, (this.#births.get(fork.child) ?? []).filter((birth) => birth !== raw));
      this.#fork(task, raw);
      return;
    }
    if (raw.name === 'exit_group') {
      const [status] = raw.args;
      const code = status?.kind === 'number' ? status.value : 0;
      this.#overlaps.exiting.set(task.group, { how: { kind: 'exited', code }, at: raw.entered });
      return;
    }
    if (unshares(raw)) makeUnshare(this.#state, this.#writer, task, raw, 'The thread has a descriptor table for itself now.');
    const path = execOf(raw);
    if (path !== null) {
      this.#make(execMove(this.#state, task, raw, path), raw);
      return;
    }
    const as = open?.as ?? raw;
    this.#freeNumbers(task, as);
    this.#learnOfOthers(task, as);
    const move = callMove(this.#state, this.#state.tasks.get(task.id) ?? task, as, open?.waiting ?? null);
    if (move) this.#place(move, raw);
  }

  /** A number that a call returns was free: a close of it that has begun in another thread came before. */
  #freeNumbers({ table }: Task, raw: RawCall): void {
    const outcome = decode(raw, this.#state.rules)?.outcome;
    if (outcome?.kind !== 'ok') return;
    const { descriptor, descriptors = [] } = outcome.results;
    const numbers = descriptor === undefined ? descriptors : [descriptor];
    for (const open of numbers.length === 0 ? [] : this.#open.all()) {
      const [first] = open.raw.args;
      const closes = open.raw !== raw && !open.done && CLOSES.has(open.raw.name);
      if (!closes || first?.kind !== 'number' || !numbers.includes(first.value)) continue;
      const task = this.#state.tasks.get(open.task);
      if (task?.table !== table) continue;
      const move = this.#overlaps.moveOf(open);
      open.done = true;
      table.foreign.delete(first.value);
      if (move) this.#make(move, open.raw, OPEN_ORDER);
    }
  }

  /** Sockets that the world does not know, and what it has no place for: items of epoll instances that are files. */
  #learnOfOthers(task: Task, raw: RawCall): void {
    const decoded = decode(raw, this.#state.rules);
    if (decoded?.foreign !== undefined && decoded.outcome?.kind === 'ok') {
      const { descriptor, descriptors = [] } = decoded.outcome.results;
      for (const number of descriptor === undefined ? descriptors : [descriptor]) task.table.foreign.add(number);
      this.#tally.concerns(`${decoded.call} ${decoded.foreign}`);
      return;
    }
    findSocket(this.#state, this.#writer, task, raw, decoded);
    if (decoded && CLOSES.has(raw.name) && decoded.outcome?.kind === 'ok') task.table.foreign.delete(Number(Object.values(decoded.args)[0]));
    if (decoded?.call === 'epoll_ctl' && decoded.outcome?.kind === 'ok') this.#learnOfItem(task, decoded);
    if (COUNTED_CALLS.has(raw.name) || !decoded) this.#unconfirm(task, raw);
  }

  #learnOfItem({ table }: Task, { args }: Decoded): void {
    const epoll = this.#state.descriptor(this.#state.world, table, Number(args['epfd']));
    if (epoll && !this.#state.descriptor(this.#state.world, table, Number(args['fd']))) this.#state.mixedEpolls.add(epoll.object);
  }

  #doubtAll(): void {
    const { draft, keep } = this.#state.draft();
    for (const { id } of allOf(draft, 'socket')) draft.change('socket', id, { sure: false });
    this.#writer.ahead(keep());
  }

  /** The effect of the call is not known: the state of its sockets is not, either. */
  #unconfirm(task: Task, raw: RawCall): void {
    const { draft, keep } = this.#state.draft();
    const sockets = raw.args.slice(0, 3)
      .flatMap((arg) => (arg.kind === 'number' ? this.#state.socket(draft, task.table, arg.value) ?? [] : []));
    const first = prepare(this.#state, this.#state.world, task, raw).kind === 'undecoded';
    if (first && !COUNTED_CALLS.has(raw.name)) this.undecoded += 1;
    if (first || (COUNTED_CALLS.has(raw.name) && sockets.length > 0)) this.#tally.concerns(raw.name);
    for (const { id, peer } of first || COUNTED_CALLS.has(raw.name) ? sockets : []) {
      draft.change('socket', id, { sure: false });
      if (draft.get(peer ?? '')?.kind === 'socket') draft.change('socket', peer!, { sure: false });
    }
    this.#writer.ahead(keep());
  }

  /** Puts a call, and before it those that overlap it and explain it. */
  #place(move: Move, raw: RawCall): void {
    if (move.agrees(this.#state.world)) {
      this.#make(move, raw);
      return;
    }
    const before = this.#overlaps.explain(move, raw, this.#writer.next, this.#queue.slice(this.#head, this.#head + SOON));
    for (const first of before ?? []) {
      first.done();
      this.#make(first.move, first.raw, OPEN_ORDER);
    }
    this.#make(move, raw, before ? OPEN_ORDER : null);
  }

  /** Makes a move, after steps for the calls that wait while it happens, and after those that agree only before it. */
  #make(move: Move, raw: RawCall | null, note: string | null = null): void {
    for (const open of this.#open.all()) {
      if (open.raw === raw || open.done) continue;
      if (this.#markWaiting(open)) continue;
      const earlier = open.waiting === null ? this.#overlaps.moveOf(open) : null;
      if (!earlier?.agrees(this.#state.world)) continue;
      const draft = this.#state.scratch(this.#state.world);
      move.apply(draft, this.#writer.next);
      if (earlier.agrees(draft)) continue;
      open.done = true;
      earlier.make(this.#writer, OPEN_ORDER);
    }
    move.make(this.#writer, note);
  }

  /** A step for a call that waits, if it has none. Returns whether it waits. */
  #markWaiting(open: OpenCall): boolean {
    if (open.waiting !== null) return true;
    const task = this.#state.tasks.get(open.task);
    const seen = task && !open.done ? prepare(this.#state, this.#state.world, task, open.as) : null;
    if (seen?.kind !== 'call') return false;
    const predicted = waits(this.#state, this.#state.world, seen.prepared, this.#writer.next);
    if (!predicted) return false;
    open.waiting = makeWaiting(this.#state, this.#writer, seen.prepared, predicted);
    return true;
  }

  #end(id: number, how: TaskEnd, at: number | null): void {
    const task = this.#state.tasks.get(this.#moved.get(id) ?? id);
    this.#open.drop(task?.id ?? id);
    if (!task) return;
    const { table } = task;
    if (!this.#state.tasks.remove(task) || this.#overlaps.over.has(table)) return;
    const exiting = this.#overlaps.exiting.get(task.group);
    this.#make(endMove(this.#state, table, how.kind === 'killed' ? how : exiting?.how ?? how, at), null);
  }
}

