/** One thing that a recording can put next: a call, a fork, an exec, an end. A move can be tried on a draft before it is made. */
import type { Outcome } from '../calls/types.ts';
import type { Draft } from '../domain/draft.ts';
import { type WorldView, entity } from '../domain/world.ts';
import type { StepNumber } from '../domain/ids.ts';
import { type Divergence, type Fact, outcomeDivergence } from '../trace/step.ts';
import { type Judged, agrees, apply, judge, namesOf, transferIn } from './judge.ts';
import { type Fork, addProcess, ended, executed } from './lifecycle.ts';
import { type Prepared, prepare } from './prepare.ts';
import { cutNote } from './interventions.ts';
import { IN_USE, addressInUse } from './outside.ts';
import type { RawCall, TaskEnd } from './raw.ts';
import { remember } from './remember.ts';
import type { State } from './state.ts';
import type { Table, Task } from './tasks.ts';
import type { NewStep, StepWriter } from './writer.ts';

export interface Move {
  /** Whether the rules agree with it in this world. */
  agrees(view: WorldView): boolean;
  /** Its effect on a draft. */
  apply(draft: Draft, step: StepNumber): void;
  /** Makes it: appends its step. `note`: what a reader should know of its place. */
  make(writer: StepWriter, note: string | null): void;
  /** The call, in the world in which the move came about. */
  prepared?: Prepared;
}

const OK: Outcome = { kind: 'ok', results: {} };
const microsOf = ({ entered, left }: RawCall): number | null =>
  (entered === null || left === null || left === entered ? null : left - entered);

/** The move of a call that has returned; null if it concerns no socket. `waiting`: the step that left it pending. */
export function callMove(state: State, task: Task, raw: RawCall, waiting: StepNumber | null): Move | null {
  const seen = prepare(state, state.world, task, raw);
  if (seen.kind !== 'call' || seen.prepared.outcome === null) return null;
  const preparedIn = (view: WorldView): Prepared => {
    const found = view === state.world ? seen : prepare(state, view, task, raw);
    return found.kind === 'call' ? found.prepared : seen.prepared;
  };
  const since = state.world.changes;
  let here: Judged | null = null;
  /** In the world before the move; predictions do not depend on the step. */
  const judgedHere = () => (here ??= judge(state, state.world, seen.prepared, 0, waiting));
  return {
    prepared: seen.prepared,
    agrees: (view) => agrees(view === state.world && state.world.changes === since ? judgedHere()
      : judge(state, view, preparedIn(view), 0, waiting)),
    apply(draft, step) {
      const prepared = preparedIn(draft);
      apply(state, draft, prepared, judge(state, draft, prepared, step, waiting), waiting);
    },
    make(writer, note) {
      if (state.world.changes === since) {
        makeCall(state, writer, seen.prepared, judgedHere(), waiting, note);
        return;
      }
      const now = prepare(state, state.world, task, raw);
      if (now.kind === 'call') makeCall(state, writer, now.prepared, judge(state, state.world, now.prepared, 0, waiting), waiting, note);
    },
  };
}

function makeCall(state: State, writer: StepWriter, prepared: Prepared, { context, ...others }: Judged, waiting: StepNumber | null,
  note: string | null): void {
  const { spec, task, raw } = prepared;
  const judged = { ...others, context: context && { ...context, step: writer.next } };
  const { draft, keep } = state.draft();
  apply(state, draft, prepared, judged, waiting);
  const diff = keep();
  const names = namesOf(state, spec);
  const imported = transferIn(state, state.world, prepared.args);
  const written = imported ? { ...prepared.args, protocolInfo: `$${imported.name}` } : prepared.args;
  const facts: Fact[] = remember(state, draft, prepared, diff);
  const participant = state.tasks.participant(task);
  const { differs, known, prediction } = judged;
  const excuse = judged.excuse === IN_USE ? inUse(state, prepared) : judged.excuse;
  const divergences: Divergence[] = differs && excuse === null
    ? [outcomeDivergence(spec.name, { ...differs, rules: prediction.rules, knownDifference: known })] : [];
  writer.write({
    action: waiting === null ? { kind: 'call', participant, call: spec.name, args: written, resolved: prepared.args, as: names }
      : { kind: 'completion', participant, call: spec.name, of: waiting },
    outcome: prepared.outcome!, predicted: excuse === null && prediction.outcome.kind !== 'unknown' ? prediction : null,
    diff, divergences, facts, note: cutNote(raw) ?? excuse ?? note, at: raw.left, micros: microsOf(raw), bytes: raw.payload,
  });
}

/** With those who hold the address, as far as the system shows them. */
function inUse(state: State, prepared: Prepared): string {
  const wanted = addressInUse(state, state.world, prepared);
  const holders = wanted && state.holdersOf(wanted);
  return holders === null ? IN_USE : `${wanted!.address} is held by ${holders}, outside of the recording.`;
}

/** Appends a step for a call that waits. Returns its number. */
export function makeWaiting(state: State, writer: StepWriter, prepared: Prepared, predicted: NewStep['predicted']): StepNumber {
  const { task, spec, raw, args } = prepared;
  const { draft, keep } = state.draft();
  const object = state.descriptor(draft, task.table, state.numberIn(args) ?? Number(args['epfd'] ?? -1))?.object ?? null;
  draft.put({ kind: 'pending', id: draft.nextId('pending'), process: task.table.id, thread: task.thread, step: writer.next, call: spec.name,
    object, args: prepared.ruleArgs });
  return writer.write({
    action: { kind: 'call', participant: state.tasks.participant(task), call: spec.name, args, resolved: args, as: [] },
    outcome: { kind: 'pending' }, predicted: predicted ?? null, diff: keep(), at: raw.entered,
  }).n;
}

/** A fork, clone or vfork, put before the first call of its child. `program`: name of the child. */
export function forkMove(state: State, parent: Task, raw: RawCall, fork: Fork, program: string): Move {
  let child: Task | null = null;
  const make = (writer: StepWriter, note: string | null): void => {
    const { draft, keep } = state.draft();
    const { table } = parent;
    if (fork.thread || fork.sharesTable) {
      child = state.tasks.addSharing(fork.child, fork.thread ? parent.group : fork.child, table);
      const process = entity(draft, 'process', table.id);
      if (process) draft.change('process', table.id, { threads: [...process.threads, child.thread!] });
    } else {
      child = state.tasks.addProcess(fork.child, program, table);
      addProcess(draft, child.table.id, fork.child, table.id, writer.next, fork.gets);
    }
    const args = { [child.thread === null ? 'process' : 'thread']: child.thread ?? child.table.name,
      ...(fork.flags.length > 0 ? { flags: fork.flags } : {}),
      ...(fork.gets === 'all' ? {} : { inheritHandles: fork.gets === 'inheritable' }) };
    writer.write({
      action: { kind: 'call', participant: state.tasks.participant(parent), call: raw.name, args, resolved: args, as: [] },
      outcome: { kind: 'ok', results: { pid: fork.child } }, diff: keep(), note: note ?? (fork.sharesTable && !fork.thread
        ? 'The new process shares the descriptor table of its parent.' : null), at: raw.left, micros: microsOf(raw),
    });
  };
  return { agrees: () => true, apply: () => undefined, make };
}

/** exec, after which the table belongs to one task alone. */
export function execMove(state: State, task: Task, raw: RawCall, path: string): Move {
  return {
    agrees: () => true,
    apply: (draft, step) => { executed(state, draft, task.table.id, step); },
    make(writer, note) {
      const before = state.tasks.participant(task);
      const alone = [...task.table.tasks].every((id) => state.tasks.get(id)?.group === task.group);
      if (!alone) makeUnshare(state, writer, task, raw, 'A new program has a descriptor table for itself.');
      const now = state.tasks.get(task.id) ?? task;
      now.table.executed = true;
      const { draft, keep } = state.draft();
      const closed = executed(state, draft, now.table.id, writer.next);
      const name = state.tasks.executed(now.table, state.programs.get(now.id) ?? path);
      if (name !== null) draft.change('process', now.table.id, { name });
      const args = { path, ...(closed.length > 0 ? { closed } : {}) };
      const participant = alone ? before : state.tasks.participant(now);
      writer.write({ action: { kind: 'call', participant, call: raw.name, args, resolved: args, as: [] }, outcome: OK,
        diff: keep(), note, at: raw.left, micros: microsOf(raw) });
    },
  };
}

/** A thread gets a table for itself: a process of the world with the same descriptors. */
export function makeUnshare(state: State, writer: StepWriter, task: Task, raw: RawCall, note: string): void {
  if (task.table.tasks.size < 2) return;
  const participant = state.tasks.participant(task);
  const own = state.tasks.unshare(task);
  const { draft, keep } = state.draft();
  addProcess(draft, own.table.id, task.id, task.table.id, writer.next);
  const args = { process: own.table.name, flags: ['CLONE_FILES'] };
  writer.write({ action: { kind: 'call', participant, call: 'unshare', args, resolved: args, as: [] }, outcome: OK, diff: keep(), note,
    at: raw.left });
}

/** The last task with a table has ended. */
export function endMove(state: State, table: Table, how: TaskEnd, at: number | null): Move {
  return {
    agrees: () => true,
    apply: (draft, step) => { ended(state, draft, table.id, how, step); },
    make(writer, note) {
      const { draft, keep } = state.draft();
      ended(state, draft, table.id, how, writer.next);
      const args = how.kind === 'exited' ? { [state.rules === 'linux' ? 'status' : 'code']: how.code } : {};
      writer.write({
        action: how.kind === 'killed' ? { kind: 'death', process: table.name, how: how.signal }
          : { kind: 'call', participant: table.name, call: state.rules === 'linux' ? 'exit_group' : 'ExitProcess', args,
            resolved: args, as: [] },
        outcome: OK, diff: keep(), note, at,
      });
    },
  };
}

