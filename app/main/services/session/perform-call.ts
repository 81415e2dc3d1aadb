/** Performs a step that is a call: resolves names, guards, predicts, performs, and updates the world. */
import { findCall } from '../../../shared/calls/catalogue.ts';
import { numberProblem } from '../../../shared/calls/c-types.ts';
import { CREATING_CALLS, ENDING_CALLS } from '../../../shared/calls/process-calls.ts';
import { type CallSpec, type Outcome, type ResolvedArgs, type Results, asCalled } from '../../../shared/calls/types.ts';
import type { WorldDiff } from '../../../shared/domain/diff.ts';
import type { SocketEntity } from '../../../shared/domain/entities.ts';
import { type ProcessId, splitParticipant } from '../../../shared/domain/ids.ts';
import { type WorldView, descriptorOf, entity, processNamed } from '../../../shared/domain/world.ts';
import type { PerformRequest } from '../../../shared/provider/provider.ts';
import { commit, predict } from '../../../shared/rules/index.ts';
import type { Prediction, RuleContext } from '../../../shared/rules/types.ts';
import type { CallStep } from '../../../shared/scenario/format.ts';
import type { Action } from '../../../shared/trace/step.ts';
import { type Bindings, Unbound, boundValues } from './bindings.ts';
import { transferRefusal } from './guard.ts';
import { reachOf } from './reach/addresses.ts';
import { fetchedStranger, processRefusal } from './reach/processes.ts';
import { descriptorsLeft } from './descriptors.ts';
import { limitRefusal } from './limits.ts';
import type { StepPlace } from './recorder.ts';
import { GRACE_PENDING, GRACE_RETURN, type StepContext, notRunning, outcomeDivergences, planOf, verdictOf } from './step-context.ts';

export async function performCall(run: StepContext, planned: CallStep, place: StepPlace): Promise<void> {
  const { recorder, recorder: { scenario }, pending, provider } = run;
  const { process: name, thread } = splitParticipant(planned.process);
  const process = processNamed(recorder.world, name)!;
  const call = asCalled(findCall(process.role === 'outside' ? 'outside' : scenario.rules, planned.call)!, planned.args ?? {});
  const as = planned.as === undefined ? [] : [planned.as].flat();
  const action = (resolved = {}): Action =>
    ({ kind: 'call', participant: planned.process, call: call.name, args: planned.args ?? {}, resolved, as,
      ...(planned.raw ? { raw: true } : {}) });
  const refuse = async (reason: string, args = {}) => {
    const outcome: Outcome = { kind: 'refused', reason };
    await recorder.append({ ...place, action: action(args), outcome, verdict: verdictOf(planned, outcome, call) });
  };

  if (process.state !== 'running') return refuse(notRunning(process));
  let resolved: ReturnType<Bindings['resolve']>;
  try {
    resolved = run.bindings.resolve(call, planned.args ?? {});
  } catch (error) {
    if (error instanceof Unbound) return refuse(error.message);
    throw error;
  }
  const { args, transfer } = resolved;
  const refusal = numberProblem(call, args)
    ?? processRefusal({ world: recorder.world, rules: scenario.rules, call, args, process, pids: run.bindings.pids })
    ?? (planned.raw ? null : transferRefusal(recorder.world, call, resolved, process.id));
  if (refusal) return refuse(refusal, args);
  // If main is this process, its other descriptors belong to the inspector.
  const isHere = name === 'main' && provider.kind === 'system' && provider.adoption !== null;
  const tooMany = limitRefusal(recorder.world, call, process, isHere ? descriptorsLeft : null);
  if (tooMany !== null) return refuse(tooMany, args);
  const reach = await reachOf(run, process, call, args);
  if (reach.refusal !== null) return refuse(reach.refusal, args);

  const grace = graceOf(planned, args);
  const context: RuleContext = { semantics: run.semantics, process, thread, call, args, step: recorder.next, transfer, as, grace };
  const predicted = predict(recorder.world, context);
  const stranger = fetchedStranger({ world: recorder.world, call, args, process });
  const { key, returned } = pending.expect();
  const request: PerformRequest = {
    participant: planned.process, call, args, as, key, grace: hurried(run, predicted, grace),
    ...(reach.outside ? { outside: true } : {}),
    ...(stranger ? { unwanted: stranger.reason } : {}),
    ...(call.transfers === 'exports' ? { exported: exportedSocket(recorder.world, process.id, args) } : {}),
    ...(CREATING_CALLS.has(call.name) ? { spawn: planOf(scenario, String(args['process'])) } : {}),
  };
  const { outcome, observed, micros } = provider.kind === 'predicting'
    ? await provider.answer(request, predicted.invented ?? predicted.outcome) : await provider.perform(request);
  if (outcome.kind === 'ok') lifeChanged(run, call, name, args, outcome.results);
  const diff = recorder.change((draft) => commit(draft, context, outcome, observed ?? {}));
  if (outcome.kind === 'pending') {
    pending.add({ key, participant: planned.process, call, as, step: context.step, returned });
    for (const bound of as) run.bindings.set(bound, { kind: 'pending' });
  } else {
    pending.drop(key);
    bind(run, call, as, outcome, diff);
  }
  await recorder.append({
    ...place, action: action(args), outcome, predicted, diff, micros,
    divergences: outcomeDivergences(provider, context, predicted, outcome),
    verdict: verdictOf(expecting(run, planned), outcome, call),
  });
}

/** Binds the names of `as` to the results of the call. */
export function bind(run: StepContext, call: CallSpec, as: readonly string[], outcome: Outcome, diff: WorldDiff): void {
  if (outcome.kind !== 'ok') return;
  const transfer = Object.values(diff.added).find((e) => e.kind === 'transfer')?.id;
  const values = boundValues(call, outcome.results, transfer ?? null);
  for (const [i, name] of as.entries()) {
    const value = values[i];
    if (value) run.bindings.set(name, value);
  }
}

/** Records the pid of a created process; or the end of this process, and of its calls. */
function lifeChanged(run: StepContext, call: CallSpec, process: string, args: ResolvedArgs, { pid }: Results): void {
  if (CREATING_CALLS.has(call.name) && pid !== undefined) run.bindings.pids.set(String(args['process']), pid);
  if (!ENDING_CALLS.has(call.name)) return;
  run.deaths.expected.add(process);
  run.pending.forget(process);
}

/** Replaces expected values that depend on this run by the values of this run. */
function expecting(run: StepContext, planned: CallStep): CallStep {
  const { opaque } = planned.expect ?? {};
  if (opaque !== undefined)
    return { ...planned, expect: { ...planned.expect, opaque: { ...opaque, of: infoNamed(run, opaque.of.slice(1)) } } };
  const value = planned.expect?.value;
  if (!planned.expect || typeof value !== 'string' || !value.startsWith('$')) return planned;
  const bound = run.bindings.pids.get(value.slice(1)) ?? run.bindings.get(value.slice(1));
  const known = typeof bound === 'object' && bound.kind === 'value' ? bound.value : bound;
  return typeof known === 'string' || typeof known === 'number' ? { ...planned, expect: { ...planned.expect, value: known } } : planned;
}

/** Family, type and protocol of the socket that a call exports, for the model; '' if the world has none. */
function exportedSocket(world: WorldView, process: ProcessId, args: ResolvedArgs): string {
  const socket = entity(world, 'socket', descriptorOf(world, process, Number(args['s']))?.object ?? null);
  return socket ? `${socket.family} ${socket.type} ${protocolOf(socket)}` : '';
}

/** Protocol 0 stands for the protocol of the type. */
const protocolOf = ({ family, type, protocol }: SocketEntity): string =>
  (protocol !== 'IPPROTO_IP' || family === 'AF_UNIX' ? protocol : type === 'SOCK_DGRAM' ? 'IPPROTO_UDP' : 'IPPROTO_TCP');

/** Hex digits of the WSAPROTOCOL_INFOW that a name refers to; '' if the step that binds it failed. */
function infoNamed({ recorder, bindings }: StepContext, name: string): string {
  const bound = bindings.get(name);
  if (bound?.kind === 'value') return typeof bound.value === 'string' ? bound.value : '';
  const step = recorder.log.steps().findLast(({ action }) => action.kind === 'call' && action.as.includes(name));
  return step?.outcome.kind === 'ok' ? step.outcome.results.blob ?? '' : '';
}

/** The time limit of the call in milliseconds: its own timeout plus a margin, or as the expectation says. */
function graceOf(planned: CallStep, args: ResolvedArgs): number {
  if (planned.expect?.pending) return GRACE_PENDING;
  const { timeout } = args;
  return typeof timeout === 'number' ? timeout + GRACE_RETURN : planned.expect?.notWithin ?? GRACE_RETURN;
}

/** A call that should block gets little time; a call without an expectation gets the full time, unless the session is in a hurry. */
function hurried({ pending: { grace: pendingGrace } }: StepContext, { outcome }: Prediction, grace: number): number {
  if (outcome.kind === 'pending') return Math.min(grace, pendingGrace ?? GRACE_PENDING);
  return outcome.kind === 'unknown' && pendingGrace !== undefined ? Math.min(grace, GRACE_PENDING) : grace;
}
