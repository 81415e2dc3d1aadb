/** Returns a step as one sentence, for screen readers and tooltips. */
import type { Rules } from '../domain/entities.ts';
import type { Step } from '../trace/step.ts';
import { actionWords, callOf } from './action.ts';
import { outcomeWords } from './outcome.ts';

export function stepSentence(step: Step, rules: Rules): string {
  const { shown, title, args } = actionWords(step.action, rules);
  const who = title.startsWith(`${shown} `) || shown === '' ? title : `${shown}: ${title}`;
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const end = tone === 'good' ? (text === '' ? 'succeeded' : `returned ${text}`) : tone === 'wait' ? 'is blocked' : `failed with ${text}`;
  const divergences = step.divergences.filter((d) => d.knownDifference === null).length;
  const verdict = step.verdict ? (step.verdict.met ? ' As expected.' : ' Not as expected.') : '';
  return `Step ${step.n}: ${who}${args === '' ? '' : `, ${args.replaceAll('→', 'to')}`}, `
    + `${end}.${verdict}${divergences > 0 ? ` The model disagrees.` : ''}`;
}
