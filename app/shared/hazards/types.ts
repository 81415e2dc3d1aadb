/** What a detector sees and says. */
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

/** The call of a step, or the one whose return it is. */
export interface CallEvent {
  process: ProcessId;
  call: string;
  /** What such a call does; nothing is known of one that is in no catalogue. */
  does: Partial<Does>;
  args: ResolvedArgs;
  /** What it was made on, in the world before; null where it was made on nothing. */
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
  /** The scenario has no further step. */
  last: boolean;
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
  /** What the step brings about. May repeat what was found before. */
  detect(moment: DetectionContext): readonly Finding[];
  /** Whether one found earlier still holds after the step. */
  stillHolds(hazard: Hazard, moment: DetectionContext): boolean;
}
