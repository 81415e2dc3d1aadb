/** Why this error? Its meaning, and its cause in the trace. */
import type { RuleId } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import { type Sentence, say } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';
import { CAUSES } from './errors/causes.ts';
import { failureOf } from './errors/failure.ts';
import { LINUX_MEANINGS } from './errors/linux.ts';
import { WINSOCK_MEANINGS } from './errors/winsock.ts';
import type { Told } from './types.ts';
import { own } from '../base/own.ts';

/** Explains a step that ended in an error or was refused before the call. */
export function whyError(log: TraceLog, step: Step): Told {
  const { outcome } = step;
  const predicted: readonly RuleId[] = step.predicted?.rules ?? [];
  if (outcome.kind === 'refused') return { answer: [say`The call was not made: ${outcome.reason}.`], rules: rulesIn(outcome.reason) };
  if (outcome.kind !== 'error') return { answer: [say`It did not fail.`], rules: predicted };
  const meanings = log.header.rules === 'winsock' ? WINSOCK_MEANINGS : LINUX_MEANINGS;
  const number = outcome.number >= 0 ? ` (${outcome.number})` : '';
  const head: Sentence = say`${outcome.name}${number} means that ${own(meanings, outcome.name) ?? 'the system returned an unknown code'}.`;
  const failure = failureOf(log, step);
  for (const find of own(CAUSES, outcome.name) ?? []) {
    const cause = failure && find(failure);
    if (cause) return { answer: [head, ...cause.answer], rules: [...new Set([...predicted, ...cause.rules])] };
  }
  return { answer: [head], rules: predicted };
}

/** Refusals name their rules in their text. */
const rulesIn = (reason: string): RuleId[] => [...new Set(reason.match(/\b[SPWK]\d{1,2}\b/g) as RuleId[] | null ?? [])];
