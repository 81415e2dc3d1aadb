/** Before which calls the program is held; each can be removed, and others added. */
import { useState } from 'react';
import { X } from 'lucide-react';
import { setHolds, useProgram } from '../store/program.ts';
import { strings } from './strings.ts';

const NONE: readonly string[] = [];
const text = strings.conditions;

export function Conditions() {
  const conditions = useProgram((s) => s.state?.conditions ?? NONE);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = async () => {
    const condition = typed.trim();
    if (condition === '') return;
    const wrong = await setHolds([...conditions.filter((other) => other !== condition), condition]);
    setProblem(wrong);
    if (wrong === null) setTyped('');
  };
  return (
    <form className="program-line" data-testid="conditions" onSubmit={(event) => {
      event.preventDefault();
      void add();
    }}>
      <span>{text.heading}</span>
      {conditions.length === 0 && <span className="quiet-text">{text.none}</span>}
      {conditions.map((condition) => (
        <span key={condition} className="pill mono" data-testid="condition">{condition}
          <button type="button" className="quiet" aria-label={text.remove(condition)} title={text.remove(condition)}
            onClick={() => void setHolds(conditions.filter((other) => other !== condition))}><X size={11} aria-hidden="true" /></button>
        </span>
      ))}
      <input className="mono" value={typed} data-testid="condition-field" aria-label={text.field} placeholder={text.advice} title={text.advice}
        spellCheck={false} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
      <button type="submit" data-testid="condition-add">{text.add}</button>
      {problem !== null && <span className="problem" role="alert" data-testid="condition-problem">{problem}</span>}
    </form>
  );
}
