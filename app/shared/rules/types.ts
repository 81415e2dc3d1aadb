/** Input and output of a rule. */
import type { ArgsOf, CallName } from '../calls/catalogue.ts';
import type { CallSpec, Outcome, Platform, ResolvedValue } from '../calls/types.ts';
import type { Draft } from '../domain/draft.ts';
import type { ProcessEntity } from '../domain/entities.ts';
import type { ObjectId, RuleId, StepNumber, TransferId } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';
import type { PredictedOutcome, PredictedResults } from '../trace/predicted.ts';
import type { PlatformSemantics } from './platform-semantics.ts';

export interface RuleContext<S extends PlatformSemantics = PlatformSemantics> {
  /** The rules in force. */
  semantics: S;
  process: ProcessEntity;
  thread: string | null;
  call: CallSpec;
  args: { readonly [N in ArgsOf<CallName>['name']]?: ResolvedValue };
  step: StepNumber;
  /** The transfer of a blob argument. */
  transfer: TransferId | null;
  /** Names that the scenario binds to the results. */
  as: readonly string[];
  /** Milliseconds after which a call that has not returned counts as pending. */
  grace: number;
  /** For a pending call that returns: its original object, even if the number was reused (P27). */
  object?: ObjectId | null;
}

export interface Prediction {
  outcome: PredictedOutcome;
  rules: readonly RuleId[];
  /** What the model does where the rules have no opinion, in place of what only a system can tell. */
  invented?: PredictedOutcome;
}

export interface Observed {
  local?: string | null;
  remote?: string | null;
}

export interface CallRule<S extends PlatformSemantics = PlatformSemantics> {
  predict(world: WorldView, context: RuleContext<S>): Prediction;
  /** Called with the real outcome; a rule whose call changes nothing on failure looks only at `ok`. */
  commit?(draft: Draft, context: RuleContext<S>, outcome: Outcome, observed: Observed): void;
}

export type RulesOf<P extends Platform> = { readonly [N in CallName<P>]?: CallRule };

export const predictOk = (results: PredictedResults, ...rules: RuleId[]): Prediction =>
  ({ outcome: { kind: 'ok', results }, rules });
export const predictError = (name: string, ...rules: RuleId[]): Prediction => ({ outcome: { kind: 'error', name }, rules });
/** One of several errors, if the documentation does not say which. */
export const predictOneOf = (names: readonly [string, ...string[]], ...rules: RuleId[]): Prediction =>
  ({ outcome: { kind: 'error', name: names[0], or: names.slice(1) }, rules });
export const predictPending = (...rules: RuleId[]): Prediction => ({ outcome: { kind: 'pending' }, rules });
/** The rules make no prediction. */
export const UNPREDICTED: Prediction = { outcome: { kind: 'unknown' }, rules: [] };
