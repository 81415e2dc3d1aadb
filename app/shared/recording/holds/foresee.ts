/** What the rules say of a call before it is made: outcome, change of the world, hazards. Nothing of the recording changes. */
import type { CallSpec, Outcome } from '../../calls/types.ts';
import { errorNumber } from '../../calls/errors.ts';
import type { WorldDiff } from '../../domain/diff.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Rules } from '../../domain/entities.ts';
import { processId } from '../../domain/ids.ts';
import type { WorldView } from '../../domain/world.ts';
import { type Prediction, UNPREDICTED } from '../../rules/types.ts';
import type { Hazard } from '../../trace/hazard.ts';
import { type PredictedOutcome, isMatch, shownResults } from '../../trace/predicted.ts';
import { decode } from '../decode/decode.ts';
import { apply, judge } from '../judge.ts';
import { addProcess, executed, isExec, isFork, makesProcess, passesOn } from '../lifecycle.ts';
import { prepare } from '../prepare.ts';
import type { RawCall } from '../raw.ts';
import type { State } from '../state.ts';
import type { Task } from '../tasks.ts';
import type { StepWriter } from '../writer.ts';

export interface Foreseen {
  prediction: Prediction;
  /** Empty if the rules make no prediction. */
  diff: WorldDiff;
  /** The world after the call, where the rules predict it. */
  after: WorldView;
  hazards: readonly Hazard[];
}

export function foresee(state: State, writer: StepWriter, task: Task, raw: RawCall, free: () => number): Foreseen {
  const draft = state.scratch(state.world);
  const { prediction, outcome } = predicted(state, draft, writer.next, task, raw, free);
  const diff = draft.diff();
  const decoded = decode(raw, state.rules);
  const [call, args, participant] = [decoded?.call ?? raw.name, decoded?.args ?? {}, state.tasks.participant(task)];
  const hazards = outcome === null ? [] : writer.foresee(
    { action: { kind: 'call', participant, call, args, resolved: args, as: [] }, outcome, diff, at: raw.entered }, draft);
  return { prediction, diff, after: draft, hazards };
}

function predicted(state: State, draft: Draft, step: number, task: Task, raw: RawCall,
  free: () => number): { prediction: Prediction; outcome: Outcome | null } {
  if (isFork(raw)) {
    if (makesProcess(raw)) addProcess(draft, processId(`child of ${task.table.name}`), 0, task.table.id, step, passesOn(raw));
    return made;
  }
  if (isExec(raw)) {
    executed(state, draft, task.table.id, step);
    // Whether there is such a program is not a question of these rules.
    return { ...made, prediction: UNPREDICTED };
  }
  const seen = prepare(state, draft, task, raw);
  if (seen.kind !== 'call') return { prediction: UNPREDICTED, outcome: null };
  const { prepared } = seen;
  const judged = judge(state, draft, prepared, step, null);
  const outcome = likely(judged.prediction.outcome, prepared.spec, state.rules, free);
  if (outcome) apply(state, draft, { ...prepared, outcome, ruleOutcome: outcome }, judged, null);
  return { prediction: judged.prediction, outcome };
}

const made = { prediction: { outcome: { kind: 'ok', results: {} }, rules: [] }, outcome: { kind: 'ok', results: {} } } as const;

/** An outcome as predicted, with the numbers that the system would give; null without a prediction. */
function likely(outcome: PredictedOutcome, { result: kind }: CallSpec, rules: Rules, free: () => number): Outcome | null {
  switch (outcome.kind) {
    case 'unknown': return null;
    case 'pending': return { kind: 'pending' };
    case 'error': return { kind: 'error', name: outcome.name, number: errorNumber(rules, outcome.name) ?? 0 };
    case 'ok': {
      const results = shownResults(outcome.results);
      const { descriptors, number } = outcome.results;
      if (kind === 'descriptor') results.descriptor ??= free();
      const many = isMatch(descriptors) && 'number' in descriptors ? descriptors.number : kind === 'descriptors' && !descriptors ? 2 : 0;
      if (many > 0) results.descriptors ??= Array.from({ length: many }, free);
      if (isMatch(number) && 'number' in number) results.number ??= number.number;
      return { kind: 'ok', results };
    }
  }
}
