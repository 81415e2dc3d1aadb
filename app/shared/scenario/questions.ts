/** The questions under which the library groups its scenarios, in the order in which it shows them. */
export const QUESTIONS = [
  'How does a socket get to another process?',
  'What is shared, and what is not?',
  'Who receives events?',
  'Who keeps it open?',
  'Why does the import or the export fail?',
  'How do several processes serve one port?',
] as const;

/** Where a scenario of this question stands; those of other questions, and of none, come last. */
export function questionRank(question: string | undefined): number {
  const at = (QUESTIONS as readonly string[]).indexOf(question ?? '');
  return at === -1 ? QUESTIONS.length : at;
}

/** The first sentence of a paragraph, for lists. */
export function firstSentence(paragraph: string): string {
  return /^.*?[.?!…](?=\s|$)/su.exec(paragraph)?.[0] ?? paragraph;
}
