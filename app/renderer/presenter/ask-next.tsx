/** The question before a step. */
import { processId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import { Arrows } from '../components/arrows.tsx';
import { currentHistory, useRules } from '../store/session.ts';
import type { NextStep } from './next-step.ts';
import { possibilities } from './question.ts';
import { strings } from './strings.ts';

export function AskNext({ n, next, onAnswer }: { n: number; next: NextStep; onAnswer: (id: string) => void }) {
  const rules = useRules();
  const { process, title, args } = next.words;
  return (
    <section className="telling" aria-label={strings.questionLabel} data-testid="question">
      <p className="number">{strings.nextStep(n)}</p>
      <p className="who" data-hue={process === '' ? 0 : hueOf(currentHistory().places, processId(process))}>{process}</p>
      <p className="call mono">{title}</p>
      <p className="with"><Arrows text={args} /></p>
      <h2>{strings.question}</h2>
      <ul className="possibilities">
        {possibilities(next.expected, rules)
          .map((p) => <li key={p.id}><button type="button" onClick={() => onAnswer(p.id)}>{p.words}</button></li>)}
      </ul>
      <p className="quiet-text">{strings.answerHint}</p>
    </section>
  );
}
