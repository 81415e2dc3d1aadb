/** One step being typed, with its note: Enter keeps it, Escape discards the change. */
import { useMemo, useState } from 'react';
import { readLine } from '../../shared/console/read-line.ts';
import { scopeAt } from '../../shared/console/scope.ts';
import { LineProblem } from '../../shared/console/tokens.ts';
import { writeLine } from '../../shared/console/write-line.ts';
import { type Scenario, type ScenarioStep, isCall } from '../../shared/scenario/format.ts';
import { LineInput } from '../console/line-input.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

interface Props {
  scenario: Scenario;
  /** Number of steps before it. */
  at: number;
  step: ScenarioStep | null;
  onDone: (step: ScenarioStep) => void;
  onCancel: () => void;
}

export function TypedStep({ scenario, at, step, onDone, onCancel }: Props) {
  const scope = useMemo(() => scopeAt(scenario, at), [scenario, at]);
  const [line, setLine] = useState(() => (step ? writeLine(step, null, scope) : 'main: '));
  const [note, setNote] = useState(step?.note ?? '');
  const [problem, setProblem] = useState<LineProblem | null>(null);
  const done = () => {
    try {
      const typed = readLine(line, 'main', scope);
      const raw = step && isCall(step) && step.raw && isCall(typed) ? { raw: true as const } : {};
      onDone({ ...typed, ...raw, ...(note.trim() === '' ? {} : { note: note.trim().slice(0, 600) }) });
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
      setProblem(error);
    }
  };
  return (
    <div className="typed-step" data-testid="typed-step" data-own-arrows>
      <LineInput line={line} participant="main" scope={scope} label={step ? common.stepTitle(at + 1) : strings.newStep} testId="edit-line"
        fault={problem} takesFocus
        onChange={(text) => { setLine(text); setProblem(null); }} onEnter={done} onEscape={onCancel} />
      {problem && <p role="alert" data-tone="bad">{problem.message}</p>}
      <div className="typed-note">
        <input aria-label={strings.note} data-testid="edit-note" value={note} maxLength={600} placeholder={strings.notePlaceholder}
          onChange={({ target }) => setNote(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') done();
            else if (event.key === 'Escape') onCancel();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }} />
        <button type="button" className="primary" data-testid="edit-done" onClick={done}>{strings.keep}</button>
        <button type="button" onClick={onCancel}>{common.cancel}</button>
      </div>
    </div>
  );
}
