/** A why-question and its answer. */
import type { EntityId, RuleId, StepNumber } from '../domain/ids.ts';
import type { Sentence } from '../trace/sentence.ts';

export type QuestionId = 'why-open' | 'who-gets-event' | 'why-not-fired' | 'who-made-nonblocking' | 'why-error' | 'who-took-bytes';

export interface Question {
  id: QuestionId;
  /** The subject; null for a question about the step itself. */
  about: EntityId | null;
  /** The moment of the question: the world after this step. */
  step: StepNumber;
  text: string;
}

export interface Answer {
  question: Question;
  /** The direct answer first, then the explanation. Never empty. */
  answer: readonly Sentence[];
  rules: readonly RuleId[];
}

/** The result of an answering function. */
export type Told = Omit<Answer, 'question'>;
