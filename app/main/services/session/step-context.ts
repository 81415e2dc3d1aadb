/** What a step of a session is performed with, and small queries on it. */
import type { CallSpec, Outcome } from '../../../shared/calls/types.ts';
import type { ProcessEntity } from '../../../shared/domain/entities.ts';
import type { ProcessPlan, Provider } from '../../../shared/provider/provider.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import { knownDifference } from '../../../shared/rules/match-difference.ts';
import type { PlatformSemantics } from '../../../shared/rules/platform-semantics.ts';
import type { Prediction, RuleContext } from '../../../shared/rules/types.ts';
import type { AwaitStep, CallStep, Scenario } from '../../../shared/scenario/format.ts';
import { judge } from '../../../shared/trace/judge.ts';
import { outcomeDiffers } from '../../../shared/trace/compare.ts';
import { type Divergence, type Verdict, outcomeDivergence } from '../../../shared/trace/step.ts';
import type { Bindings } from './bindings.ts';
import type { Deaths } from './deaths.ts';
import type { PendingCalls } from './pending.ts';
import type { WorkQueue } from './queue.ts';
import type { Recorder } from './recorder.ts';

/** Milliseconds after which a call counts as pending: if it should block, and if it should not. */
export const GRACE_PENDING = 150;
export const GRACE_RETURN = 5000;

export interface StepContext {
  /** The rules of the scenario's platform. */
  readonly semantics: PlatformSemantics;
  readonly provider: Provider;
  /** The trace so far, its world and its scenario. */
  readonly recorder: Recorder;
  readonly bindings: Bindings;
  readonly pending: PendingCalls;
  readonly deaths: Deaths;
  /** Addresses of other programs that the user lets this session reach. */
  readonly permits: Set<Permit>;
  readonly queue: WorkQueue;
}

export function planOf(scenario: Scenario, name: string): ProcessPlan {
  const described = scenario.processes.find((p) => p.name === name);
  return { name, role: described?.role ?? 'participant', threads: described?.threads ?? [] };
}

export const exists = (process: ProcessEntity | undefined): boolean => process?.state === 'running' || process?.state === 'suspended';

/** Why a process cannot act. */
export function notRunning({ name, state }: ProcessEntity): string {
  if (state === 'waiting') return `${name} does not exist: the step that creates it failed`;
  return state === 'suspended' ? `${name} is suspended and has not run yet` : `${name} is no longer running`;
}

export function verdictOf(planned: CallStep | AwaitStep, outcome: Outcome, call: CallSpec): Verdict | null {
  return planned.expect ? judge(planned.expect, outcome, call) : null;
}

export function outcomeDivergences(
  provider: Provider, { call, args }: RuleContext, prediction: Prediction, outcome: Outcome,
): Divergence[] {
  const differs = outcomeDiffers(prediction.outcome, outcome, call);
  if (!differs) return [];
  return [outcomeDivergence(call.name, {
    ...differs, rules: prediction.rules, knownDifference: knownDifference(provider.platform, call.name, prediction, outcome, args),
  })];
}
