/** A why-question and its answer. */
import type { EntityId, RuleId, StepNumber } from '../domain/ids.ts';
import type { Sentence } from '../trace/sentence.ts';

export type QuestionId = 'why-open' | 'who-gets-event' | 'why-not-fired' | 'who-made-nonblocking' | 'why-error' | 'who-took-bytes';

export interface Question {
  id: QuestionId;
  /** What is asked about; null for a question about the step itself. */
  about: EntityId | null;
  /** The moment that is asked about: the world after this step. */
  step: StepNumber;
  text: string;
}

export interface Answer {
  question: Question;
  /** The direct answer first, then what explains it. Never empty. */
  answer: readonly Sentence[];
  rules: readonly RuleId[];
}

/** What an answering function gives. */
export type Told = Omit<Answer, 'question'>;
