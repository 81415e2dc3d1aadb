/** Title, state and actions of the session. */
import './top-bar.css';
import { ChevronLeft, ChevronRight, Pause, Play, Presentation, RotateCcw, Search } from 'lucide-react';
import { goBack, leaveSession, restartSession, stepForward } from '../store/session-actions.ts';
import { runOrPlay, usePlayback } from '../store/playback.ts';
import { isRecording, totalSteps, useSession } from '../store/session.ts';
import { open } from '../store/ui.ts';
import { BreakpointsButton } from '../breakpoints/breakpoints.tsx';
import { SaveMenu } from '../files/save-menu.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { Standing } from './status-pills.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function TopBar() {
  const title = useSession((s) => s.opened?.header.scenario.title ?? '');
  return (
    <header className="top-bar">
      <button type="button" className="quiet" data-testid="leave" onClick={() => void leaveSession()} title={strings.leaveTitle}>
        <ChevronLeft size={14} aria-hidden="true" /> {strings.leave}
      </button>
      <h1 title={title}>{title}</h1>
      <Standing />
      <span className="spring" />
      <Controls />
      <SaveMenu />
      <button type="button" className="quiet" data-testid="present" onClick={() => open('presenter')} title={strings.presenterTitle}>
        <Presentation size={14} aria-hidden="true" /><span className="hidden-words">{strings.presenter}</span></button>
      <SearchButton />
      <ThemeChoice />
    </header>
  );
}

function SearchButton() {
  return (
    <button type="button" className="search-button" data-testid="search" onClick={() => open('palette')} title={strings.searchTitle}>
      <Search size={13} aria-hidden="true" /> <span>{strings.search}</span> <kbd>Ctrl K</kbd>
    </button>
  );
}

function Controls() {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  const status = useSession((s) => s.state?.status ?? 'closed');
  const total = useSession(totalSteps);
  const recording = useSession(isRecording);
  const playing = usePlayback((s) => s.playing);
  const running = status === 'running' || playing;
  const record = useSession((s) => s.record !== null);
  const recorded = position < length;
  // Not `disabled`: that would move the focus away for users who step by keyboard.
  const nothingLeft = useSession((s) => s.state !== null && s.state.performed >= s.state.planned);
  const over = status === 'finished' || status === 'closed' || nothingLeft;
  return (
    <fieldset className="controls" aria-label={strings.steps}>
      <button type="button" data-testid="restart" onClick={() => void restartSession()}
        title={recording ? strings.restartRecordingTitle : strings.restartTitle}>
        <RotateCcw size={13} aria-hidden="true" /> {strings.restart}
      </button>
      <button type="button" data-testid="back" onClick={goBack} aria-disabled={position === 0} title={strings.backTitle}>
        <ChevronLeft size={14} aria-hidden="true" /> {common.back}
      </button>
      <button type="button" data-testid="step" className="primary" onClick={() => void stepForward()} aria-disabled={!recorded && over}
        title={recorded ? strings.nextTitle : recording ? common.cannotContinue
          : strings.performTitle(Math.min(length + 1, total), total)}>
        {common.step} <ChevronRight size={14} aria-hidden="true" />
      </button>
      <button type="button" data-testid="run" onClick={() => void runOrPlay()} aria-disabled={record ? length === 0 : over}
        title={running ? strings.pauseTitle : record ? strings.playTitle : strings.runTitle}>
        {running ? <Pause size={13} aria-hidden="true" /> : <Play size={13} aria-hidden="true" />} {running ? strings.pause : common.run}
      </button>
      <BreakpointsButton />
    </fieldset>
  );
}
