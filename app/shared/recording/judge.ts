/** Predicts a recorded call in a world, and compares. */
import type { CallSpec, Outcome, ResolvedArgs } from '../calls/types.ts';
import { nothingCame } from '../calls/idle.ts';
import type { Draft } from '../domain/draft.ts';
import type { PendingEntity, TransferEntity } from '../domain/entities.ts';
import { type WorldView, allOf, entity, pendingOn } from '../domain/world.ts';
import type { RuleId, StepNumber } from '../domain/ids.ts';
import { commit, predict, released } from '../rules/index.ts';
import { knownDifference } from '../rules/match-difference.ts';
import { contextOfPending, predictCompletion } from '../rules/settle.ts';
import { type Prediction, type RuleContext, UNPREDICTED } from '../rules/types.ts';
import { outcomeDiffers } from '../trace/compare.ts';
import { correctAccepted, fromElsewhere } from './accepts.ts';
import { endShown, forgetDone, forgetReused, fromPending, takePackets } from './completions.ts';
import { closeReplaced, learn } from './learn.ts';
import { chooseListener, excuseFor } from './outside.ts';
import { type Prepared, nextTransfer } from './prepare.ts';
import type { State } from './state.ts';

export interface Judged {
  context: RuleContext | null;
  prediction: Prediction;
  differs: { predicted: string; observed: string } | null;
  /** The known difference of the platform that explains it. */
  known: RuleId | null;
  /** Why a difference counts as none. */
  excuse: string | null;
}

/** `waiting`: the step that left the call pending, if one did. */
export function judge(state: State, view: WorldView, prepared: Prepared, step: StepNumber, waiting: StepNumber | null): Judged {
  const context = contextOf(state, view, prepared, step, waiting);
  if (!context) return { context, prediction: UNPREDICTED, differs: null, known: null, excuse: null };
  const { ruleOutcome, vague } = prepared;
  const prediction = vague ? UNPREDICTED : waiting === null ? predict(view, context) : predictCompletion(view, context);
  const differs = ruleOutcome === null ? null : outcomeDiffers(prediction.outcome, ruleOutcome)
    ?? fromNowhere(state, view, prepared) ?? fromAnother(state, view, prepared) ?? fromPending(view, prepared)
      ?? fromElsewhere(state, view, prepared);
  const known = differs && ruleOutcome && knownDifference(state.platform, prepared.spec.name, prediction, ruleOutcome, prepared.ruleArgs);
  const excuse = differs && known === null ? excuseFor(state, view, prepared, prediction.outcome) : null;
  return { context, prediction, differs, known, excuse };
}

/** Whether the rules, or a known difference of the platform, explain the outcome. */
export const agrees = ({ differs, known }: Judged): boolean => differs === null || known !== null;

/** Descriptors that no message in the queue carries, also where the rules have no opinion: another order can explain them. */
function fromNowhere(state: State, view: WorldView, { task, args, spec, ruleOutcome }: Prepared): Judged['differs'] {
  const received = ruleOutcome?.kind === 'ok' && spec.transfers === 'receives' ? ruleOutcome.results.descriptors ?? [] : [];
  const socket = received.length > 0 ? state.socket(view, task.table, state.numberIn(args)) : undefined;
  return !socket || nextTransfer(view, socket) !== null ? null
    : { predicted: 'no descriptors', observed: `descriptors ${received.join(', ')}` };
}

/** The transfer whose structure the call imports: the bytes are the same in every process. */
export function transferIn(state: State, view: WorldView, args: ResolvedArgs): TransferEntity | null {
  const blob = args['protocolInfo'];
  return entity(view, 'transfer', typeof blob === 'string' ? state.blobs.get(blob) ?? null : null) ?? null;
}

/** The name that the structure of an export gets: steps name it where it is imported. */
export const namesOf = ({ blobs }: State, { transfers }: CallSpec): string[] => (transfers === 'exports' ? [`info${blobs.size + 1}`] : []);

/** An accepted connection whose client's call has not been put yet: others wait, and all of them are from other addresses. */
function fromAnother(state: State, view: WorldView, { task, args, spec, ruleOutcome, decoded }: Prepared): Judged['differs'] {
  const socket = spec.accepts && ruleOutcome?.kind === 'ok' && decoded.address !== undefined
    ? state.socket(view, task.table, state.numberIn(args)) : undefined;
  const others = socket?.backlog.map((id) => entity(view, 'socket', id)?.remote ?? null) ?? [];
  return others.length === 0 || others.some((remote) => remote === null || remote === decoded.address) ? null
    : { predicted: `a connection from ${others.join(' or ')}`, observed: `one from ${decoded.address}` };
}

/** Whether the call waits in this world according to the rules. */
export function waits(state: State, view: WorldView, prepared: Prepared, step: StepNumber): Prediction | null {
  const context = contextOf(state, view, { ...prepared, ruleOutcome: null }, step, null);
  const prediction = context && prepared.spec.waits !== undefined ? predict(view, context) : null;
  return prediction?.outcome.kind === 'pending' ? prediction : null;
}

function contextOf(state: State, view: WorldView, { task, spec, ruleArgs, ruleOutcome }: Prepared, step: StepNumber,
  waiting: StepNumber | null): RuleContext | null {
  // A wait that ended because its time was over lasted as long as its timeout.
  const grace = ruleOutcome !== null && nothingCame(ruleOutcome, spec) ? Infinity : 0;
  const pending = waitOf(view, waiting);
  if (pending) {
    const context = contextOfPending(view, state.semantics, pending, step);
    return context && { ...context, args: ruleArgs, grace };
  }
  const process = entity(view, 'process', task.table.id);
  if (!process) return null;
  return { semantics: state.semantics, process, thread: task.thread, call: spec, args: ruleArgs, step,
    transfer: transferIn(state, view, ruleArgs)?.id ?? null, as: namesOf(state, spec), grace };
}

/** Applies the call to a draft: what the rules say, and what only the recording knows. */
export function apply(
  state: State, draft: Draft, prepared: Prepared, { context, differs, known, excuse }: Judged, waiting: StepNumber | null,
): void {
  const { ruleOutcome, decoded, task, spec } = prepared;
  if (!context || ruleOutcome === null) return;
  const pending = takeWait(draft, waiting);
  closeReplaced(state, draft, prepared, context.step);
  forgetReused(draft, prepared);
  correctAccepted(state, draft, prepared);
  const socket = state.socket(draft, task.table, state.numberIn(prepared.args));
  if (spec.accepts && socket && (ruleOutcome.kind === 'ok' || isEmpty(state, ruleOutcome)))
    chooseListener(draft, socket, ruleOutcome.kind === 'ok', decoded.address ?? null);
  if (decoded.packets) takePackets(draft, prepared);
  else if (decoded.large) unconfirm(draft, socket?.id, socket?.peer);
  else commit(draft, context, ruleOutcome, decoded.local === undefined ? {} : { local: decoded.local });
  if (differs && excuse === null && known === null) unconfirm(draft, socket?.id, socket?.peer);
  forgetDone(state, draft, prepared);
  endShown(draft, prepared);
  learn(state, draft, prepared, socket?.id ?? null);
  if (!state.seesBytes) unconfirmBytes(state, draft, prepared);
  afterWait(state, draft, pending, context.step);
}

/** The pending call that a step left. */
const waitOf = (view: WorldView, waiting: StepNumber | null): PendingEntity | undefined =>
  (waiting === null ? undefined : allOf(view, 'pending').find((p) => p.step === waiting));

/** Removes the pending call that a step left, and returns it. Its socket stays until `afterWait`. */
export function takeWait(draft: Draft, waiting: StepNumber | null): PendingEntity | undefined {
  const pending = waitOf(draft, waiting);
  if (pending) draft.remove(pending.id);
  return pending;
}

/** A call no longer holds its socket. */
export function afterWait(state: State, draft: Draft, pending: PendingEntity | undefined, step: StepNumber): void {
  if (pending?.object && pendingOn(draft, pending.object).length === 0) released(draft, state.semantics, pending.object, step);
}

/** Bytes can be on their way in the connections of this call. */
function unconfirmBytes(state: State, draft: Draft, { task: { table }, args, ruleOutcome }: Prepared): void {
  const { descriptor, descriptors = [] } = ruleOutcome?.kind === 'ok' ? ruleOutcome.results : {};
  for (const number of [state.numberIn(args) ?? -1, descriptor ?? -1, ...descriptors]) {
    const socket = state.socket(draft, table, number);
    if (socket && socket.state !== 'listening' && socket.state !== 'unbound') unconfirm(draft, socket.id, socket.peer);
  }
}

const isEmpty = (state: State, outcome: Outcome): boolean => outcome.kind === 'error' && outcome.name === state.semantics.wouldBlock;

/** The state of these sockets is not known any more. */
function unconfirm(draft: Draft, ...ids: readonly (string | null | undefined)[]): void {
  for (const id of ids) if (entity(draft, 'socket', id ?? null)) draft.change('socket', id!, { sure: false });
}
