/** One step in large type: process, call, outcome, and the rule behind it. */
import { processId } from '../../shared/domain/ids.ts';
import { findRule } from '../../shared/rules/catalogue.ts';
import { hypothesisText } from '../../shared/rules/evidence.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import type { Step } from '../../shared/trace/step.ts';
import { Arrows } from '../components/arrows.tsx';
import { currentHistory, useRules } from '../store/session.ts';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { outcomeWords } from '../../shared/format/outcome.ts';
import { possibilities } from './question.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

/** `answer`: the answer of the audience; "" if shown unanswered, null if not asked. */
export function OneStep({ step, answer, description }: { step: Step | null; answer: string | null; description: string }) {
  const rules = useRules();
  if (!step)
    return <section className="telling"><p className="number">{strings.beforeFirst}</p><p className="said">{description}</p></section>;
  const { process, shown, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  const expected = step.verdict?.expected;
  const right = possibilities(expected, rules).find((p) => p.holds(step.outcome));
  const shownRules = (step.predicted?.rules ?? []).map((id) => findRule(id)).filter((rule) => rule !== undefined).slice(0,
    answer === null ? 1 : 2);
  return (
    <section className="telling" aria-label={common.stepTitle(step.n)}>
      <p className="number">{common.stepTitle(step.n)}</p>
      <p className="who" data-hue={hueOf(currentHistory().places, processId(process))}>{shown}</p>
      <p className="call mono">{title}</p>
      <p className="with"><Arrows text={args} /></p>
      <p className="came mono" data-tone={tone}>{text === '' ? common.success : <Arrows text={text} />}</p>
      {answer !== null && right && (
        <p className="judged" data-testid="judged" data-tone={answer === '' || answer === right.id ? 'good' : 'bad'}>
          {answer === '' ? strings.shown(right.words)
            : answer === right.id ? strings.right(lower(right.words)) : strings.wrong(lower(right.words))}
        </p>
      )}
      {step.note !== null && <p className="said">{step.note}</p>}
      {shownRules.map((rule) => (
        <p key={rule.id} className="rule"><b>{rule.id}</b> {rule.title}{answer !== null && ` ${rule.text}`}
          {hypothesisText(rule) !== null && <span className="hypothesis"> {hypothesisText(rule)}</span>}</p>
      ))}
    </section>
  );
}

const lower = (words: string) => words[0]!.toLowerCase() + words.slice(1);
