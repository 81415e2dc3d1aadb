/** Calls that overlap another one: which of them, put before it, make it agree with the rules. */
import { own } from '../base/own.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';
import { actsAt, canBeFrom, soughtAt } from './causes.ts';
import { execOf, isFork } from './lifecycle.ts';
import { type Move, callMove, endMove, execMove } from './moves.ts';
import type { OpenCall, OpenCalls } from './open-calls.ts';
import type { RawCall, RawEvent, RawValue, TaskEnd } from './raw.ts';
import type { State } from './state.ts';
import type { Table } from './tasks.ts';

/** Calls that are put before another one, and calls that are tried for that. */
const [MOST_BEFORE, MOST_TRIED] = [3, 60];

type Value = (args: readonly RawValue[]) => number | null;
const length: Value = (args) => (args[2]?.kind === 'number' ? args[2].value : null);
const none: Value = () => 0;
/** What a call that another process can notice returns if it is made completely. */
const IF_MADE: Readonly<Record<string, Value>> = { write: length, send: length, sendto: length, close: none, shutdown: none };

export interface Candidate {
  move: Move;
  /** null for the end of a process. */
  raw: RawCall | null;
  /** Called when the move is made: its own place is then passed over. */
  done: () => void;
}

export class Overlaps {
  /** Thread groups that have called exit_group. */
  readonly exiting = new Map<number, { how: TaskEnd; at: number | null }>();
  /** Tables whose end was put before it was seen. */
  readonly over = new Set<Table>();
  readonly #state: State;
  readonly #open: OpenCalls;

  constructor(state: State, open: OpenCalls) {
    this.#state = state;
    this.#open = open;
  }

  /** Candidates after which `target` agrees, in order; null if no order explains it. `soon`: the next events. */
  explain(target: Move, raw: RawCall, step: StepNumber, soon: readonly RawEvent[]): Candidate[] | null {
    return this.#search(this.#state.world, target, this.#candidates(raw, soon), step, { depth: MOST_BEFORE, tried: 0 });
  }

  /** A call that overlaps this one and can have caused it, where the rules have no opinion; null if there is none, or none is needed. */
  cause(target: Move, raw: RawCall, step: StepNumber): Candidate | null {
    const { prepared } = target;
    const sought = prepared ? soughtAt(this.#state, prepared) : [];
    if (!prepared || sought.length === 0) return null;
    return this.#begun(raw).find(({ move }) => move.prepared !== undefined
      && actsAt(this.#state, move.prepared).some((id) => sought.includes(id)) && move.agrees(this.#state.world)
      && this.#agreesAfter(target, move, step) && canBeFrom(this.#state, prepared, move.prepared)) ?? null;
  }

  #agreesAfter(target: Move, move: Move, step: StepNumber): boolean {
    const draft = this.#state.scratch(this.#state.world);
    move.apply(draft, step);
    return target.agrees(draft);
  }

  #search(view: WorldView, target: Move, candidates: readonly Candidate[], step: StepNumber,
    count: { depth: number; tried: number }): Candidate[] | null {
    for (const candidate of candidates) {
      count.tried += 1;
      if (count.tried > MOST_TRIED) return null;
      if (!candidate.move.agrees(view)) continue;
      const draft = this.#state.scratch(view);
      candidate.move.apply(draft, step);
      if (target.agrees(draft)) return [candidate];
      if (count.depth < 2) continue;
      const others = candidates.filter((other) => other !== candidate);
      count.depth -= 1;
      const rest = this.#search(draft, target, others, step, count);
      count.depth += 1;
      if (rest) return [candidate, ...rest];
    }
    return null;
  }

  /** Calls, execs and ends that have begun before `raw` ended, and end later. */
  #candidates(raw: RawCall, soon: readonly RawEvent[]): Candidate[] {
    const ends = [...this.exiting].flatMap(([group, { how, at }]): Candidate[] =>
      this.#tablesOf(group).map((table) => this.#end(table, how, at)));
    return [...this.#begun(raw), ...ends, ...soon.flatMap((event) => [...this.#cutShort(event), ...this.#killed(event)])];
  }

  /** Calls that have begun, and end later. */
  #begun(raw: RawCall): Candidate[] {
    return [...this.#open.all(), ...this.#open.restarting()].flatMap((open): Candidate[] => {
      if (open.raw === raw || open.done) return [];
      const move = this.moveOf(open);
      return move ? [{ move, raw: open.raw, done: () => { open.done = true; } }] : [];
    });
  }

  /** A call in which a signal ended its task: it can have been made, and no source shows what it returned. */
  #cutShort(event: RawEvent): Candidate[] {
    if (event.kind !== 'ended' || event.how.kind !== 'killed') return [];
    const [task, open] = [this.#state.tasks.get(event.task), this.#open.of(event.task)];
    // strace shows "= ?", ptrace nothing.
    const cut = open !== undefined && !open.done && (open.raw.result === null || open.raw.result.kind === 'none');
    const value = cut ? own(IF_MADE, open.raw.name)?.(open.raw.args) ?? null : null;
    if (!task || !open || value === null) return [];
    const move = callMove(this.#state, task, { ...open.as, result: { kind: 'value', value } }, open.waiting);
    return move ? [{ move, raw: open.raw, done: () => { open.done = true; } }] : [];
  }

  #end(table: Table, how: TaskEnd, at: number | null): Candidate {
    return { move: endMove(this.#state, table, how, at), raw: null, done: () => { this.over.add(table); } };
  }

  /** The move of a call that has begun, if its end is known; null for a fork, which its child puts. */
  moveOf(open: OpenCall): Move | null {
    const task = this.#state.tasks.get(open.task);
    const made = this.#open.final(open);
    if (!task || made === null || open.raw.intervened?.kind === 'refused') return null;
    const path = execOf(open.raw);
    if (path !== null) return execMove(this.#state, task, open.raw, path);
    return isFork(open.raw) ? null : callMove(this.#state, task, made, open.waiting);
  }

  /** A process that a signal ends: the source reports it some time after. */
  #killed(event: RawEvent): Candidate[] {
    if (event.kind !== 'ended' || event.how.kind !== 'killed') return [];
    const table = this.#state.tasks.get(event.task)?.table;
    return table && table.tasks.size === 1 && !this.over.has(table) ? [this.#end(table, event.how, event.at)] : [];
  }

  #tablesOf(group: number): Table[] {
    const tables = new Set([...this.#state.tasks.all()].filter((task) => task.group === group).map((task) => task.table));
    const isOfGroup = (id: number) => this.#state.tasks.get(id)?.group === group;
    return [...tables].filter((table) => !this.over.has(table) && [...table.tasks].every(isOfGroup));
  }
}
