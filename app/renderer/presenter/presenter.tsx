/** For an audience: one step in large type beside the graph, the keys of a remote control, and questions before steps. */
import './presenter.css';
import { useEffect, useState } from 'react';
import { ChevronLeft, ChevronRight, CircleHelp, X } from 'lucide-react';
import { useKeys } from '../components/use-keys.ts';
import { Graph } from '../graph/graph.tsx';
import { goBack, goTo, stepForward } from '../store/session-actions.ts';
import { currentHistory, totalSteps, useSession } from '../store/session.ts';
import { open, useUi } from '../store/ui.ts';
import { ProviderPill } from '../top-bar/status-pills.tsx';
import { AskNext } from './ask-next.tsx';
import { OneStep } from './one-step.tsx';
import { nextStep } from './next-step.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function Presenter() {
  const title = useSession((s) => s.opened?.header.scenario.title ?? '');
  const position = useSession((s) => s.position);
  const step = useSession((s) => s.step);
  const total = useSession(totalSteps);
  const [asks, setAsks] = useState(false);
  const [blank, setBlank] = useState(false);
  /** Answer to the question before the step of this number; "" if it was only shown. */
  const [asked, setAsked] = useState<{ n: number; answer: string | null } | null>(null);
  const asking = asks && asked?.n === position + 1 && asked.answer === null;

  const onwards = () => {
    if (asks && nextStep(position) && asked?.n !== position + 1) setAsked({ n: position + 1, answer: null });
    else if (asking) reveal('');
    else void stepForward();
  };
  const reveal = (answer: string) => {
    setAsked({ n: position + 1, answer });
    void stepForward();
  };
  const backwards = () => {
    if (asking) setAsked(null);
    else goBack();
  };

  useKeys((event) => {
    const button = event.target instanceof Element && event.target.closest('button, input') !== null;
    if (event.key === 'Escape') open(null);
    else if (event.key === 'PageDown' || event.key === 'ArrowRight' || event.key === 'n'
      || (!button && (event.key === ' ' || event.key === 'Enter'))) onwards();
    else if (event.key === 'PageUp' || event.key === 'ArrowLeft') backwards();
    else if (event.key === 'Home') goTo(0);
    else if (event.key === 'b' || event.key === '.') setBlank((was) => !was);
    else if (event.key === 'q') setAsks((was) => !was);
    else return;
    event.preventDefault();
  });
  useEffect(() => () => useUi.setState({ announcement: '' }), []);

  if (blank) return <main className="presenter blank" data-testid="presenter-blank"><p className="hidden-words">{strings.blank}</p></main>;
  return (
    <main className="presenter" data-testid="presenter">
      <header>
        <h1>{title}</h1>
        <ProviderPill />
        <span className="spring" />
        <span className="count" data-testid="position">{common.positionOf(position, total)}</span>
        <button type="button" data-testid="presenter-ask" aria-pressed={asks} onClick={() => setAsks(!asks)} title={strings.askTitle}>
          <CircleHelp size={15} aria-hidden="true" /> {asks ? strings.askFirstOn : strings.askFirst}
        </button>
        <button type="button" data-testid="presenter-back" onClick={backwards} title={strings.backTitle}>
          <ChevronLeft size={16} aria-hidden="true" /> {common.back}</button>
        <button type="button" className="primary" data-testid="presenter-next" onClick={onwards} title={strings.nextTitle}>
          {common.next} <ChevronRight size={16} aria-hidden="true" /></button>
        <button type="button" data-testid="presenter-close" onClick={() => open(null)} title={strings.leaveTitle}>
          <X size={15} aria-hidden="true" /> {strings.leave}</button>
      </header>
      <div className="stage">
        <div className="picture"><Graph mostZoom={2} /></div>
        {asking
          ? <AskNext n={position + 1} next={nextStep(position)!} onAnswer={reveal} />
          : <OneStep step={step} answer={asked !== null && asked.n === position ? asked.answer : null}
            description={currentHistory().log.header.scenario.description ?? ''} />}
      </div>
    </main>
  );
}
