/** Input and output of a detector. */
import type { Does } from '../calls/traits.ts';
import type { ResolvedArgs } from '../calls/types.ts';
import type { Rules } from '../domain/entities.ts';
import type { EntityId, ObjectId, ProcessId, RuleId } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';
import type { Hazard } from '../trace/hazard.ts';
import type { Naming } from '../trace/naming.ts';
import type { Sentence } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';
import type { HazardHistory } from './history.ts';

export type BareStep = Omit<Step, 'hazards'>;

/** The call of a step, or the call that it completes. */
export interface CallEvent {
  process: ProcessId;
  call: string;
  /** Traits of the call; empty if it is not in the catalogue. */
  does: Partial<Does>;
  args: ResolvedArgs;
  /** The object of the call in the world before; null if none. */
  object: ObjectId | null;
}

export interface DetectionContext {
  rules: Rules;
  step: BareStep;
  before: WorldView;
  after: WorldView;
  /** Null for messages, kills and deaths. */
  deed: CallEvent | null;
  past: HazardHistory;
  /** The scenario has no more steps. */
  last: boolean;
  /** The steps are of real programs: the threads of every process are known. */
  recorded: boolean;
  /** Names in the world after the step. */
  names: Naming;
}

export interface Finding {
  subjects: readonly EntityId[];
  sentence: Sentence;
}

export interface Detector {
  id: string;
  title: string;
  rules: Readonly<Record<Rules, readonly RuleId[]>>;
  /** Returns the hazards that the step causes; it can repeat earlier ones. */
  detect(moment: DetectionContext): readonly Finding[];
  /** Returns whether an earlier hazard still exists after the step. */
  stillHolds(hazard: Hazard, moment: DetectionContext): boolean;
}
