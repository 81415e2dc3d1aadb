/** A step by its number, by typing or with the arrow keys. */
import { currentHistory, useRules } from '../store/session.ts';
import { actionWords } from '../../shared/format/action.ts';
import { strings } from './strings.ts';

interface Props {
  label: string;
  value: number;
  max: number;
  onChange: (n: number) => void;
  testId: string;
}

export function StepChoice({ label, value, max, onChange, testId }: Props) {
  const rules = useRules();
  const step = currentHistory().log.step(value);
  const title = step ? actionWords(step.action, rules).title : strings.beforeFirst;
  return (
    <label className="step-choice">
      {label}
      <input type="number" data-testid={testId} min={0} max={max} value={value}
        onChange={({ target }) => { if (target.value !== '') onChange(Math.max(0, Math.min(max, Math.round(Number(target.value))))); }} />
      <span className="mono quiet-text" title={title}>{title}</span>
    </label>
  );
}
