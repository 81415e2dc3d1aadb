/** Predicts a recorded call in a world, and compares. */
import type { Outcome } from '../calls/types.ts';
import { nothingCame } from '../calls/idle.ts';
import type { Draft } from '../domain/draft.ts';
import { type WorldView, entity, pendingOn } from '../domain/world.ts';
import type { StepNumber } from '../domain/ids.ts';
import { commit, predict, released, semanticsOf } from '../rules/index.ts';
import { contextOfPending, predictCompletion } from '../rules/settle.ts';
import { type Prediction, type RuleContext, UNPREDICTED } from '../rules/types.ts';
import { outcomeDiffers } from '../trace/compare.ts';
import { closeReplaced, learn } from './learn.ts';
import { chooseListener, excuseFor } from './outside.ts';
import { type Prepared, nextTransfer } from './prepare.ts';
import type { State } from './state.ts';

export interface Judged {
  context: RuleContext | null;
  prediction: Prediction;
  differs: { predicted: string; observed: string } | null;
  /** Why a difference counts as none. */
  excuse: string | null;
}

/** `waiting`: the step that left the call pending, if one did. */
export function judge(state: State, view: WorldView, prepared: Prepared, step: StepNumber, waiting: StepNumber | null): Judged {
  const context = contextOf(view, prepared, step, waiting);
  if (!context) return { context, prediction: UNPREDICTED, differs: null, excuse: null };
  const { ruleOutcome, vague } = prepared;
  const prediction = vague ? UNPREDICTED : waiting === null ? predict(view, context) : predictCompletion(view, context);
  const differs = ruleOutcome === null ? null : outcomeDiffers(prediction.outcome, ruleOutcome) ?? fromNowhere(state, view, prepared);
  return { context, prediction, differs, excuse: differs && excuseFor(state, view, prepared) };
}

/** Descriptors that no message in the queue carries, also where the rules have no opinion: another order can explain them. */
function fromNowhere(state: State, view: WorldView, { task, args, spec, ruleOutcome }: Prepared): Judged['differs'] {
  const received = ruleOutcome?.kind === 'ok' && spec.transfers === 'receives' ? ruleOutcome.results.descriptors ?? [] : [];
  const socket = received.length > 0 ? state.socket(view, task.table, Number(args['fd'])) : undefined;
  return !socket || nextTransfer(view, socket) !== null ? null
    : { predicted: 'no descriptors', observed: `descriptors ${received.join(', ')}` };
}

/** Whether the call waits in this world according to the rules. */
export function waits(view: WorldView, prepared: Prepared, step: StepNumber): Prediction | null {
  const context = contextOf(view, { ...prepared, ruleOutcome: null }, step, null);
  const prediction = context && prepared.spec.waits !== undefined ? predict(view, context) : null;
  return prediction?.outcome.kind === 'pending' ? prediction : null;
}

function contextOf(view: WorldView, { task, spec, ruleArgs, ruleOutcome }: Prepared, step: StepNumber,
  waiting: StepNumber | null): RuleContext | null {
  // A wait that ended because its time was over lasted as long as its timeout.
  const grace = ruleOutcome !== null && nothingCame(ruleOutcome, spec) ? Infinity : 0;
  const pending = waiting === null ? undefined : [...view.ofKind('pending')].find((p) => p.step === waiting);
  if (pending) {
    const context = contextOfPending(view, semanticsOf('linux'), pending, step);
    return context && { ...context, args: ruleArgs, grace };
  }
  const process = entity(view, 'process', task.table.id);
  if (!process) return null;
  return { semantics: semanticsOf('linux'), process, thread: task.thread, call: spec, args: ruleArgs, step, transfer: null, as: [], grace };
}

/** Applies the call to a draft: what the rules say, and what only the recording knows. */
export function apply(
  state: State, draft: Draft, prepared: Prepared, { context, differs, excuse }: Judged, waiting: StepNumber | null,
): void {
  const { ruleOutcome, decoded, task, spec } = prepared;
  if (!context || ruleOutcome === null) return;
  const pending = waiting === null ? undefined : [...draft.ofKind('pending')].find((p) => p.step === waiting);
  if (pending) draft.remove(pending.id);
  closeReplaced(draft, prepared, context.step);
  const socket = state.socket(draft, task.table, Number(prepared.args['fd'] ?? -1));
  if (spec.accepts && socket && (ruleOutcome.kind === 'ok' || isEmpty(ruleOutcome)))
    chooseListener(draft, socket, ruleOutcome.kind === 'ok', decoded.address ?? null);
  if (decoded.large) unconfirm(draft, socket?.id, socket?.peer);
  else commit(draft, context, ruleOutcome, {});
  if (differs && excuse === null) unconfirm(draft, socket?.id, socket?.peer);
  learn(state, draft, prepared, socket?.id ?? null);
  if (!state.seesBytes) unconfirmBytes(state, draft, prepared);
  if (pending?.object && pendingOn(draft, pending.object).length === 0) released(draft, semanticsOf('linux'), pending.object, context.step);
}

/** Bytes can be on their way in the connections of this call. */
function unconfirmBytes(state: State, draft: Draft, { task: { table }, args, ruleOutcome }: Prepared): void {
  const { descriptor, descriptors = [] } = ruleOutcome?.kind === 'ok' ? ruleOutcome.results : {};
  for (const number of [Number(args['fd'] ?? -1), descriptor ?? -1, ...descriptors]) {
    const socket = state.socket(draft, table, number);
    if (socket && socket.state !== 'listening' && socket.state !== 'unbound') unconfirm(draft, socket.id, socket.peer);
  }
}

const isEmpty = (outcome: Outcome): boolean => outcome.kind === 'error' && outcome.name === semanticsOf('linux').wouldBlock;

/** The state of these sockets is not known any more. */
function unconfirm(draft: Draft, ...ids: readonly (string | null | undefined)[]): void {
  for (const id of ids) if (entity(draft, 'socket', id ?? null)) draft.change('socket', id!, { sure: false });
}
