/** Before which calls the program is held; each can be removed, and others added. */
import { useState } from 'react';
import { X } from 'lucide-react';
import { setHolds, useProgram } from '../store/program.ts';
import { useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { suggestedHolds } from './suggestions.ts';
import { strings } from './strings.ts';

const NONE: readonly string[] = [];
const text = strings.conditions;

export function Conditions() {
  const conditions = useProgram((s) => s.state?.conditions ?? NONE);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const hold = async (condition: string): Promise<boolean> => {
    const wrong = await setHolds([...conditions.filter((other) => other !== condition), condition]);
    setProblem(wrong);
    return wrong === null;
  };
  const add = async () => {
    if (typed.trim() !== '' && await hold(typed.trim())) setTyped('');
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
      <input className="mono" value={typed} data-testid="condition-field" aria-label={text.field} placeholder={text.advice}
        title={text.advice} spellCheck={false} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
      <button type="submit" data-testid="condition-add">{text.add}</button>
      <Suggestions conditions={conditions} onHold={(condition) => void hold(condition)} />
      {problem !== null && <span className="problem" role="alert" data-testid="condition-problem">{problem}</span>}
    </form>
  );
}

/** A click on a call, socket, registration or hazard shows it here as a condition. */
function Suggestions({ conditions, onHold }: { conditions: readonly string[]; onHold: (condition: string) => void }) {
  const world = useSession((s) => s.world);
  const step = useSession((s) => s.step);
  const selection = useUi((s) => s.selection);
  return suggestedHolds(world, step, selection).filter((condition) => !conditions.includes(condition)).map((condition) => (
    <button key={condition} type="button" className="link mono" data-testid="suggested-hold" title={text.suggested(condition)}
      onClick={() => onHold(condition)}>+ {condition}</button>
  ));
}
