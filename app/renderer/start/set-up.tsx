/** Setting up Wine: what it installs, how large it is and what it changes; then, if the user agrees, its progress. */
import './new-scenario.css';
import { useEffect, useState } from 'react';
import type { SetUpPlan } from '../../shared/contract/set-up.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { OverlayDialog } from '../components/overlay.tsx';
import { strings as common } from '../components/strings.ts';
import { ask, onSetUp, request } from '../store/host-client.ts';
import { open } from '../store/ui.ts';
import { strings } from './strings.ts';

export function SetUpDialog() {
  const [plan, setPlan] = useState<SetUpPlan | null>(null);
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void ask('setup.plan', {}).then((answer) => {
      if (!answer) return open(null);
      setPlan(answer);
      if (answer.running) setLines((before) => before ?? []);
    });
    return onSetUp((event) => {
      if (event.event === 'setup.progress') setLines((before) => [...before ?? [], event.line]);
      else if (event.problem === null) open(null);
      else setProblem(event.problem);
    });
  }, []);
  const install = async (question: string) => {
    setLines([]);
    const answer = await request('setup.run', { question });
    if (!answer.ok) setProblem(answer.message);
  };
  const question = plan?.question ?? null;
  return (
    <OverlayDialog label={strings.setUp.heading} className="set-up" onClose={() => open(null)}>
      <h2>{strings.setUp.heading}</h2>
      {plan === null ? <p className="quiet-text">{strings.setUp.asking}</p> : (
        <>
          {plan.parts.length > 0 && <p>{strings.setUp.about}</p>}
          <ul data-testid="set-up-parts">
            {plan.parts.map(({ what, size, changes }) => (
              <li key={what}><b>{what}</b> <span>{size}</span> <span className="quiet-text">{strings.setUp.changes(changes)}</span></li>
            ))}
          </ul>
          {plan.why !== null && <p data-testid="set-up-why">{plan.why}</p>}
          <p className="quiet-text">{strings.setUp.command}{' '}
            <code data-testid="set-up-command">{plan.command}</code> <CopyButton text={plan.command} what={strings.setUp.commandName} /></p>
        </>
      )}
      {lines && problem === null && <progress aria-label={strings.setUp.progress} />}
      {lines && <pre className="mono" role="log" data-testid="set-up-log">{lines.join('\n')}</pre>}
      {problem !== null && <p role="alert" data-tone="bad" data-testid="set-up-problem">{problem}</p>}
      {lines && problem === null && <p className="quiet-text">{strings.setUp.continues}</p>}
      <p className="dialog-end">
        <button type="button" onClick={() => open(null)}>{lines ? common.close : common.cancel}</button>
        {question !== null && lines === null
          && <button type="button" className="primary" data-testid="set-up-go" onClick={() => void install(question)}>
            {strings.setUp.install}</button>}
      </p>
    </OverlayDialog>
  );
}
