import type { EntityId, RuleId, StepNumber } from '../domain/ids.ts';
import type { Sentence } from './sentence.ts';

/** A legal but hazardous state. A step lists the hazards that it caused and those that it ended. */
export interface Hazard {
  /** Which kind: "transfer-never-imported". */
  id: string;
  title: string;
  rules: readonly RuleId[];
  /** Its subjects, the main one first. Kind and subjects together identify a hazard. */
  subjects: readonly EntityId[];
  sentence: Sentence;
  /** The step that caused it. */
  since: StepNumber;
  state: 'found' | 'ended';
}
