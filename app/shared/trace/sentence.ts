/**
 * Sentences with pointers to their subjects: hazards and answers use them, pages turn the
 * pointers into links, and the command line prints them as text.
 */
import type { EntityId, StepNumber } from '../domain/ids.ts';

export type Part = string | { step: StepNumber } | { entity: EntityId; text: string };
export type Sentence = readonly Part[];

/** A pointer to a step; it reads "step 12". */
export const at = (step: StepNumber): Part => ({ step });

/** A template whose values are pointers, texts, numbers, or sentences put in whole. A line break with its indentation reads as a space. */
export function say(texts: TemplateStringsArray, ...values: readonly (Part | number | Sentence)[]): Sentence {
  const parts: Part[] = [];
  const add = (part: Part) => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  };
  for (const [i, text] of texts.entries()) {
    add(text.includes('\n') ? text.replaceAll(/\n\s*/g, ' ') : text);
    const value = values[i];
    if (value === undefined) continue;
    if (typeof value === 'number') add(String(value));
    else if (Array.isArray(value)) (value as Sentence).forEach(add);
    else add(value as Part);
  }
  return parts;
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly (Part | Sentence)[]): Sentence {
  return items.flatMap((item, i): Part[] => {
    const between = i === 0 ? [] : [i === items.length - 1 ? ' and ' : ', '];
    return [...between, ...(Array.isArray(item) ? (item as Sentence) : [item as Part])];
  });
}

export function sentenceText(sentence: Sentence): string {
  return sentence.map((part) => {
    if (typeof part === 'string') return part;
    return 'step' in part ? `step ${part.step}` : part.text;
  }).join('');
}

/** Steps that a sentence points at, in its order, each once. */
export function stepsIn(sentence: Sentence): StepNumber[] {
  return [...new Set(sentence.flatMap((part) => (typeof part === 'object' && 'step' in part ? [part.step] : [])))];
}
