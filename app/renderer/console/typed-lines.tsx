/** What was typed in this session and what came of it, the newest first. */
import { currentHistory } from '../store/session.ts';
import { outcomeWords } from '../../shared/words/outcome.ts';
import { callOf } from '../../shared/words/action.ts';
import { Arrows } from '../parts/arrows.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { type TypedLine, useDraft } from './draft.ts';

export function TypedLines() {
  const typed = useDraft((s) => s.typed);
  if (typed.length === 0) {
    return (
      <p className="empty">
        What you perform is listed here with its outcome, and becomes a step of the scenario. Try <code>getsockname</code>, <code>message $s main target</code> or <code>kill target</code>;
        the up arrow brings back what you typed.
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
      <button type="button" className="plain mono typed-line" title="Bring this line back" onClick={() => useDraft.setState({ participant, line, recalled: null })}>
        <span className="quiet-text">{participant}&gt;</span> {line}
      </button>
      {words && <span className="mono" data-tone={words.tone}><Arrows text={words.text === '' ? 'success' : words.text} /></span>}
      {problem !== null && <span data-tone="bad">{problem}</span>}
      {n !== null && <StepLink n={n} />}
    </li>
  );
}
