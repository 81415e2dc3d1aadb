/** Text of the questions in the inspector; questions and answers themselves come from app/shared/explain. */
export const strings = {
  copy: 'question and answer',
  heading: 'Why?',
} as const;
