import type { EntityId, RuleId, StepNumber } from '../domain/ids.ts';
import type { Sentence } from './sentence.ts';

/** A legal state that bites. A step carries those that it brought about and those that it ended. */
export interface Hazard {
  /** Which kind: "transfer-never-imported". */
  id: string;
  title: string;
  rules: readonly RuleId[];
  /** What it is about, the main thing first. Kind and subjects together tell one hazard from another. */
  subjects: readonly EntityId[];
  sentence: Sentence;
  /** The step at which it came about. */
  since: StepNumber;
  state: 'found' | 'ended';
}
