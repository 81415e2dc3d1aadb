/** The rules as a whole: predict a call, commit what happened, end a process. */
import type { ArgSpec, CallSpec, Outcome, ResolvedArgs } from '../calls/types.ts';
import type { Draft } from '../domain/draft.ts';
import type { Rules } from '../domain/entities.ts';
import type { ProcessId, StepNumber } from '../domain/ids.ts';
import { type WorldView, entity } from '../domain/world.ts';
import type { AnyFunction, ClauseTable } from './clause.ts';
import { processEnded } from './common/close.ts';
import { committedSocket, descriptorArg } from './lookup.ts';
import { LINUX_CLAUSES } from './linux/clauses.ts';
import { LINUX_RULES } from './linux/index.ts';
import { LINUX, linuxSemantics } from './linux/semantics.ts';
import { OUTSIDE_RULES } from './outside.ts';
import type { PlatformSemantics } from './platform-semantics.ts';
import { type CallRule, type Observed, type Prediction, type RuleContext, UNPREDICTED } from './types.ts';
import { WINSOCK_CLAUSES } from './winsock/clauses.ts';
import { WINSOCK_RULES } from './winsock/index.ts';
import { WINSOCK, winsockSemantics } from './winsock/semantics.ts';

const CALL_RULES = { winsock: WINSOCK_RULES, linux: LINUX_RULES };
const SEMANTICS = { winsock: WINSOCK, linux: LINUX };

/** Every clause of the rules of a platform, by name. */
export const CLAUSES: Readonly<Record<Rules, ClauseTable>> = { winsock: WINSOCK_CLAUSES, linux: LINUX_CLAUSES };

export const semanticsOf = (rules: Rules): PlatformSemantics => SEMANTICS[rules];

/** The rules of a platform with other functions in place of some clauses. For tests of the tests. */
export function semanticsWith(rules: Rules, others: Readonly<Record<string, AnyFunction>>): PlatformSemantics {
  return rules === 'winsock' ? winsockSemantics({ ...WINSOCK.clauses, ...others }) : linuxSemantics({ ...LINUX.clauses, ...others });
}

export function ruleFor({ semantics, call }: RuleContext): CallRule | undefined {
  return (call.platform === 'outside' ? OUTSIDE_RULES : CALL_RULES[semantics.rules]).get(call.name);
}

/** Returns the outcome of the call in this world according to the rules. Pure. */
export function predict(world: WorldView, context: RuleContext): Prediction {
  if (isUnmodelled(context) || mayRefuseRights(world, context)) return UNPREDICTED;
  const predicted = ruleFor(context)?.predict(world, context) ?? UNPREDICTED;
  const prediction = committedSocket(world, context)?.linux?.peerOverlooked
    ? { ...predicted, rules: [...predicted.rules, 'P9' as const] } : predicted;
  return descriptorArg(world, context)?.how === 'inherited' ? context.semantics.throughInherited(prediction) : prediction;
}

/** Applies the real outcome to the draft. A call that has not returned becomes pending. */
export function commit(draft: Draft, context: RuleContext, outcome: Outcome, observed: Observed): void {
  if (outcome.kind === 'refused') return;
  if (outcome.kind === 'pending') {
    draft.put({
      kind: 'pending', id: draft.nextId('pending'), process: context.process.id, thread: context.thread, step: context.step,
      call: context.call.name, object: (descriptorArg(draft, context) ?? descriptorArg(draft, context, 'epfd'))?.object ?? null,
      args: context.args,
    });
    return;
  }
  const unmodelled = isUnmodelled(context);
  // What an option call wrote or read with another length or buffer says nothing of the option.
  if (unmodelled && (context.call.verb === 'get option' || context.call.verb === 'set option')) return;
  const blocked = outcome.kind === 'error' && outcome.name === context.semantics.wouldBlock;
  // A send that failed for another reason changes what any failed send does: a reset is reported, a datagram socket can have a port.
  if (unmodelled && context.call.waits === 'room' && (outcome.kind === 'ok' || blocked)) {
    // Urgent data is in no queue of the model: from here on neither end is known.
    const socket = committedSocket(draft, context);
    for (const id of socket ? [socket.id, socket.peer] : [])
      if (entity(draft, 'socket', id)) draft.change('socket', id!, { sure: false });
    return;
  }
  // Urgent data that was received was in no queue of the model.
  if (unmodelled && context.call.receives) return;
  const socket = context.call.verb === 'send' ? committedSocket(draft, context) : undefined;
  ruleFor(context)?.commit?.(draft, context, outcome, observed);
  if (socket && blocked) context.semantics.clauses.refusedSendWaitsForSpace(draft, socket);
}

/** A receiver has turned SO_PASSRIGHTS off; kernels before 6.16 do not know the option. */
const mayRefuseRights = (world: WorldView, { call }: RuleContext): boolean =>
  call.transfers === 'carries' && [...world.living('socket')].some((socket) => socket.options['SO_PASSRIGHTS'] === 0);

/** The call has an argument that the rules do not cover. */
function isUnmodelled({ call, args }: RuleContext): boolean {
  const given: ResolvedArgs = args;
  for (const { name, unmodelled, unmodelledFlags } of checkedArgs(call)) {
    const value = given[name];
    if (unmodelledFlags) {
      if (Array.isArray(value) && unmodelledFlags.some((flag) => (value as readonly unknown[]).includes(flag))) return true;
      continue;
    }
    if (unmodelled ? value !== undefined && value !== null : typeof value === 'number') return true;
  }
  return false;
}

/** Keyed by the arguments, which all forms of a call share. */
const CHECKED = new WeakMap<readonly ArgSpec[], readonly ArgSpec[]>();

/** Arguments that can be outside the rules. Found once per call, because every step asks several times. */
function checkedArgs(call: CallSpec): readonly ArgSpec[] {
  let checked = CHECKED.get(call.args);
  if (!checked) {
    // Only imports know the meaning of a number without a name: they read it from the structure (S19).
    checked = call.args.filter(({ type, unmodelled, unmodelledFlags }) =>
      unmodelled || unmodelledFlags || type.kind === 'choice' && call.transfers !== 'imports');
    CHECKED.set(call.args, checked);
  }
  return checked;
}

/** Applies the end of a process to the draft: every reference it held is released. */
export function endProcess(
  draft: Draft, semantics: PlatformSemantics, process: ProcessId, state: 'exited' | 'killed' | 'crashed', step: StepNumber,
): void {
  processEnded(draft, semantics, process, state, step);
}

/** On Linux a pending call that returned no longer holds the socket (P27). */
export { released } from './common/close.ts';
