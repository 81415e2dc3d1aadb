/** The lines typed in this session and their results, the newest first. */
import { currentHistory } from '../store/session.ts';
import { outcomeWords } from '../../shared/format/outcome.ts';
import { callOf } from '../../shared/format/action.ts';
import { Arrows } from '../components/arrows.tsx';
import { StepLink } from '../components/step-link.tsx';
import { type TypedLine, setLine, useDraft } from './draft.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';
import { Fragment } from 'react';

/** @param examples lines that can be performed now. */
export function TypedLines({ examples }: { examples: readonly string[] }) {
  const typed = useDraft((s) => s.typed);
  if (typed.length === 0) {
    return (
      <p className="empty">
        {filled(strings.empty, {
          examples: examples.map((example, i) => (
            <Fragment key={example}>{i > 0 && strings.separator}<button type="button" className="link mono"
              onClick={() => setLine(example)}>{example}</button></Fragment>
          )),
        })}
      </p>
    );
  }
  return (
    <ol className="typed-lines" data-testid="typed-lines">
      {typed.map((line, i) => ({ line, key: i })).toReversed().map(({ line, key }) => <TypedRow key={key} typed={line} />)}
    </ol>
  );
}

function TypedRow({ typed: { participant, line, step: n, problem } }: { typed: TypedLine }) {
  const step = n === null ? undefined : currentHistory().log.step(n);
  const { rules } = currentHistory().log.header;
  const words = step && outcomeWords(step.outcome, rules, callOf(step.action));
  return (
    <li>
      <button type="button" className="plain mono typed-line" title={strings.recall}
        onClick={() => useDraft.setState({ participant, line, recalled: null })}>
        <span className="quiet-text">{strings.arrow(participant)}</span> {line}
      </button>
      {words && <span className="mono" data-tone={words.tone}><Arrows text={words.text === '' ? common.success : words.text} /></span>}
      {problem !== null && <span data-tone="bad">{problem}</span>}
      {n !== null && <StepLink n={n} />}
    </li>
  );
}
