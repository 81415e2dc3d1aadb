/**
 * Puts the events of a recording in an order that causality allows: what ended before something began comes before it. Calls
 * that overlap have no order; among theirs this takes one that the rules agree with, and says so on the step.
 */
import { Births } from './births.ts';
import { learnModes } from './completions.ts';
import { decode } from './decode/decode.ts';
import { execOf, forkOf, isFork, unshares } from './lifecycle.ts';
import { refusedMove } from './interventions.ts';
import { callMove, endMove, execMove, makeUnshare } from './moves.ts';
import { OpenCalls } from './open-calls.ts';
import { Overlaps } from './overlaps.ts';
import { Placer } from './placer.ts';
import type { RawCall, RawEvent, TaskEnd } from './raw.ts';
import type { State } from './state.ts';
import type { Tally } from './tally.ts';
import { UnknownSockets } from './unknown-sockets.ts';
import type { Task } from './tasks.ts';
import type { StepWriter } from './writer.ts';

/**
 * Events that are read ahead: a call that overlaps another one ends within that many, or counts as one that waits. Where only a call
 * that has not ended can explain another one, more are read: on a busy machine a thread can stand still between its effect and its end.
 */
const [AHEAD, MOST_AHEAD, MORE] = [512, 16_384, 256];
/** Events within which the source reports that a signal has ended a process. */
const SOON = 64;

export class Sequencer {
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #open: OpenCalls;
  readonly #queue: RawEvent[] = [];
  #head = 0;
  /** Number of events with which the next one, which nothing explains yet, is tried again. */
  #enough = 0;
  readonly #overlaps: Overlaps;
  readonly #placer: Placer;
  readonly #births: Births;
  readonly #unknown: UnknownSockets;

  constructor(state: State, writer: StepWriter, tally: Tally) {
    this.#state = state;
    this.#writer = writer;
    this.#open = new OpenCalls();
    this.#overlaps = new Overlaps(state, this.#open);
    this.#placer = new Placer(state, writer, this.#open, this.#overlaps);
    this.#births = new Births(state, writer, this.#open, this.#placer);
    this.#unknown = new UnknownSockets(state, writer, tally);
  }

  /** Calls on sockets that the source did not decode. */
  get undecoded(): number {
    return this.#unknown.undecoded;
  }

  push(events: readonly RawEvent[]): void {
    for (const event of events) {
      this.#queue.push(event);
      this.#open.foresee(event);
      if (event.kind === 'exit') this.#births.foresee(event.call);
      if (event.kind === 'found') this.#births.announced(event);
    }
    this.#advance(Math.max(AHEAD, this.#enough));
  }

  /** A task waits before the call, or goes on with it. */
  hold(raw: RawCall, held: boolean): void {
    this.#open.held[held ? 'add' : 'delete'](raw);
  }

  /** The task of a call that has not returned. */
  taskOf(raw: RawCall): Task | undefined {
    return this.#births.known(raw.task);
  }

  /** No more events come: calls without an end have not returned. */
  finish(): void {
    this.#advance(0);
    for (const open of this.#open.all()) this.#placer.markWaiting(open);
  }

  #advance(keep: number): void {
    while (this.#queue.length - this.#head > keep) {
      if (keep > 0 && this.#needsMore()) return;
      this.#next();
    }
  }

  /** Whether an event that was not read yet can explain the next one. */
  #needsMore(): boolean {
    const events = this.#queue.length - this.#head;
    if (events >= MOST_AHEAD || this.#isClear(this.#queue[this.#head]!)) this.#enough = 0;
    else this.#enough = events + MORE;
    return this.#enough > 0;
  }

  #next(): void {
    this.#handle(this.#queue[this.#head]!);
    this.#head += 1;
    if (this.#head < 4 * AHEAD) return;
    this.#queue.splice(0, this.#head);
    this.#head = 0;
  }

  /**
   * Handles the events that were read, so that the world is that of now. Stops before a call that no order of the others explains
   * yet: one of those that run can still explain it. Returns the number of events that are left.
   */
  settle(): number {
    while (this.#queue.length > this.#head && this.#isClear(this.#queue[this.#head]!)) this.#next();
    return this.#queue.length - this.#head;
  }

  #isClear(event: RawEvent): boolean {
    const task = event.kind === 'exit' ? this.#state.tasks.get(event.call.task) : undefined;
    if (event.kind !== 'exit' || !task || event.call.intervened || !this.#open.overlapping(event.call)) return true;
    const open = this.#open.of(task.id);
    const move = open?.done ? null : callMove(this.#state, task, open?.as ?? event.call, open?.waiting ?? null);
    return !move || move.agrees(this.#state.world) || this.#placer.explained(move, event.call, this.#following()) !== null;
  }

  #following(): readonly RawEvent[] {
    return this.#queue.slice(this.#head, this.#head + SOON);
  }

  #handle(event: RawEvent): void {
    switch (event.kind) {
      case 'enter': {
        const task = this.#births.taskFor(event.call.task, null);
        this.#open.enter(task.id, event.call);
        return;
      }
      case 'exit': {
        this.#settle(event.call);
        return;
      }
      case 'found': {
        this.#births.find(event);
        return;
      }
      case 'ended': {
        this.#end(event.task, event.how, event.at);
        return;
      }
      case 'superseded': {
        this.#births.supersede(event);
        return;
      }
      case 'gap': {
        this.#unknown.doubtAll();
        return;
      }
      case 'signal': return;
    }
  }

  #settle(raw: RawCall): void {
    const task = this.#births.taskFor(raw.task, null);
    const open = this.#open.of(task.id);
    if (raw.result?.kind === 'restarts') {
      this.#open.restart(task.id);
      return;
    }
    this.#open.leave(task.id);
    if (open?.done) return;
    if (raw.intervened?.kind === 'refused') {
      this.#placer.make(refusedMove(this.#state, task, raw, open?.waiting ?? null), raw);
      return;
    }
    if (isFork(raw)) {
      const fork = forkOf(raw);
      if (!fork || this.#state.tasks.get(fork.child)) return;
      this.#births.placed(fork.child, raw);
      this.#births.fork(task, raw);
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
      this.#placer.make(execMove(this.#state, task, raw, path), raw);
      return;
    }
    learnModes(this.#state, { task, raw });
    const as = open?.as ?? raw;
    const decoded = decode(as, this.#state.rules);
    this.#placer.freeNumbers(task, as, decoded);
    this.#unknown.learn(task, as, decoded);
    const move = callMove(this.#state, this.#state.tasks.get(task.id) ?? task, as, open?.waiting ?? null);
    if (move) this.#placer.place(move, raw, this.#following());
  }

  #end(id: number, how: TaskEnd, at: number | null): void {
    const task = this.#births.known(id);
    this.#open.drop(task?.id ?? id);
    if (!task) return;
    const { table } = task;
    if (!this.#state.tasks.remove(task) || this.#overlaps.over.has(table)) return;
    const exiting = this.#overlaps.exiting.get(task.group);
    this.#placer.make(endMove(this.#state, table, how.kind === 'killed' ? how : exiting?.how ?? how, at), null);
  }
}

