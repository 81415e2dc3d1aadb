/** Where a run stops: what a step must be for it to stop right after it. */
import { assertNever } from '../base/assert-never.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { type StepNumber, splitParticipant } from '../domain/ids.ts';
import type { Action, Step } from './step.ts';

export type Breakpoint =
  /** A call of this name was made, or returned. */
  | { kind: 'call'; call: string }
  /** The process did something, or something happened to it. */
  | { kind: 'process'; process: string }
  /** A call failed; with a name, failed so. */
  | { kind: 'error'; error?: string | undefined }
  /** A difference from the rules that no known difference explains. */
  | { kind: 'divergence' }
  /** A hazard came about; with an id, that one. */
  | { kind: 'hazard'; hazard?: string | undefined }
  /** An expectation was not met. */
  | { kind: 'unmet' }
  /** A thing of the world, or what refers to it (its descriptors, transfers, registrations), came, changed or went. */
  | { kind: 'change'; entity: string }
  /** This step of the trace was made. */
  | { kind: 'step'; step: StepNumber }
  /** This step of the scenario was made, counted from 0. */
  | { kind: 'plan'; plan: number };

/** Why a run stopped. */
export interface Stopped {
  step: StepNumber;
  by: Breakpoint;
}

/** The first of the breakpoints that the step meets, or null. */
export function metBy(step: Step, breakpoints: readonly Breakpoint[]): Breakpoint | null {
  return breakpoints.find((b) => meets(step, b)) ?? null;
}

/** The first of the steps that meets a breakpoint, with that breakpoint; null if none does. */
export function firstMet(steps: readonly Step[], breakpoints: readonly Breakpoint[]): Stopped | null {
  for (const step of steps) {
    const by = metBy(step, breakpoints);
    if (by) return { step: step.n, by };
  }
  return null;
}

function meets(step: Step, b: Breakpoint): boolean {
  const { action, outcome } = step;
  switch (b.kind) {
    case 'call': return 'call' in action && action.call === b.call;
    case 'process': return processesOf(action).includes(b.process);
    case 'error': return outcome.kind === 'error' && (b.error === undefined || outcome.name === b.error);
    case 'divergence': return step.divergences.some((d) => d.knownDifference === null);
    case 'hazard': return step.hazards.some((h) => h.state === 'found' && (b.hazard === undefined || h.id === b.hazard));
    case 'unmet': return step.verdict?.met === false;
    case 'change': return touches(step.diff, b.entity);
    // Steps that follow from one by themselves are made with it: the run stops after all of them, and might be past it.
    case 'step': return step.n === b.step;
    case 'plan': return step.plan === b.plan;
    default: return assertNever(b, 'breakpoint');
  }
}

function touches({ added, updated, removed }: WorldDiff, id: string): boolean {
  const changed = [...Object.values(added), ...Object.values(removed), ...Object.values(updated).map(([, after]) => after)];
  return changed.some((e) => e.id === id || refersTo(e, id));
}

function refersTo(e: Entity, id: string): boolean {
  switch (e.kind) {
    case 'descriptor': case 'pending': case 'operation': return e.object === id;
    case 'transfer': return (e.objects as readonly string[]).includes(id);
    case 'registration': return e.socket === id;
    default: return false;
  }
}

/** Names of the processes that a step is of. */
function processesOf(action: Action): string[] {
  switch (action.kind) {
    case 'call': case 'completion': return [splitParticipant(action.participant).process];
    case 'message': return [action.from, action.to];
    case 'kill': case 'death': return [action.process];
    default: return assertNever(action, 'action');
  }
}

/** "a divergence", "a call of recv": for the sentence "Stopped at …". */
export function breakpointText(b: Breakpoint): string {
  switch (b.kind) {
    case 'call': return `a call of ${b.call}`;
    case 'process': return `a step of ${b.process}`;
    case 'error': return b.error === undefined ? 'an error' : `the error ${b.error}`;
    case 'divergence': return 'a divergence';
    case 'hazard': return b.hazard === undefined ? 'a hazard' : `the hazard ${b.hazard}`;
    case 'unmet': return 'an unmet expectation';
    case 'change': return `a change of ${b.entity}`;
    case 'step': return `step ${b.step}`;
    case 'plan': return `the breakpoint at step ${b.plan + 1} of the scenario`;
    default: return assertNever(b, 'breakpoint');
  }
}
