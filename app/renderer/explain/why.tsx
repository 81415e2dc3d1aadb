/** Why? for the selection (or the step): questions that apply here, answered in sentences with links. */
import './why.css';
import { useMemo, useState } from 'react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type Question, answer, questionsFor } from '../../shared/explain/index.ts';
import type { EntityId } from '../../shared/domain/ids.ts';
import { sentenceText } from '../../shared/trace/sentence.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import { SentenceText } from '../components/sentence-text.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

const keyOf = (question: Question) => `${question.id} ${question.about ?? ''}`;

export function Why({ selection }: { selection: string | null }) {
  const position = useSession((s) => s.position);
  const session = useSession((s) => s.opened);
  const [chosen, setChosen] = useState<string | null>(null);
  const questions = useMemo(() =>
    (session && position > 0 ? questionsFor(currentHistory().log, position, selection as EntityId | null) : []),
    [session, position, selection]);
  if (questions.length === 0) return null;
  // Opened questions stay open from step to step; otherwise the first one is answered.
  const open = questions.some((q) => keyOf(q) === chosen) || chosen === '' ? chosen : keyOf(questions[0]!);
  return (
    <section className="why" aria-label={strings.heading} data-testid="why">
      <PanelHeading>{strings.heading}</PanelHeading>
      {questions.map((question) => {
        const key = keyOf(question);
        const shown = key === open;
        const Icon = shown ? ChevronDown : ChevronRight;
        return (
          <div key={key} className="card question">
            <button type="button" className="plain" aria-expanded={shown} data-testid={`why-${question.id}`}
              onClick={() => setChosen(shown ? '' : key)}>
              <Icon size={13} aria-hidden="true" /> <b>{question.text}</b>
            </button>
            {shown && <AnswerText question={question} />}
          </div>
        );
      })}
    </section>
  );
}

function AnswerText({ question }: { question: Question }) {
  const { answer: sentences, rules } = useMemo(() => answer(currentHistory().log, question), [question]);
  const [first, ...rest] = sentences;
  const all = sentences.map(sentenceText).join(' ');
  return (
    <div className="answer">
      {first && <p><SentenceText sentence={first} /></p>}
      {rest.map((sentence) => <p key={sentenceText(sentence)}><SentenceText sentence={sentence} /></p>)}
      <div className="answer-end"><RuleChips rules={rules} /><CopyButton text={`${question.text} ${all}`} what={strings.copy} /></div>
    </div>
  );
}
