/** The window of a recorded session: the views that need no host. */
import '../shell/window.css';
import '../top-bar/top-bar.css';
import './replay.css';
import { useState } from 'react';
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { StepsList } from '../steps/steps-list.tsx';
import { togglePlayback, usePlayback } from '../store/playback.ts';
import { goBack, goTo } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { panelHeight } from '../timeline/metrics.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { RecordingLimits } from '../top-bar/recording-limits.tsx';
import { Standing } from '../top-bar/status-pills.tsx';
import { ThemeChoice } from '../top-bar/theme-choice.tsx';
import { Announcer } from '../shell/announcer.tsx';
import { ReplayPane } from './replay-pane.tsx';
import { useKeys } from '../components/use-keys.ts';
import { onReplayKey } from './replay-keys.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { strings as shell } from '../shell/strings.ts';

export function ReplayWindow({ damage }: { damage: string | null }) {
  const lanes = useSession((s) => s.opened?.header.scenario.processes.length ?? 0);
  useKeys(onReplayKey);
  return (
    <div className="window">
      <Bar />
      <RecordingLimits />
      {damage !== null && <Notice text={damage} />}
      <main className="session">
        <Group orientation="horizontal">
          <Panel id="steps" defaultSize="20%" minSize={190} maxSize="45%"><StepsList /></Panel>
          <Separator className="border" aria-label={shell.borders.steps} />
          <Panel id="rest" minSize="40%">
            <Group orientation="vertical">
              <Panel id="work" minSize="35%">
                <Group orientation="horizontal">
                  <Panel id="middle" minSize="35%"><ReplayPane /></Panel>
                  <Separator className="border" aria-label={shell.borders.inspector} />
                  <Panel id="beside" defaultSize="29%" minSize={240} maxSize="55%"><Inspector /></Panel>
                </Group>
              </Panel>
              <Separator className="border" aria-label={shell.borders.timeline} />
              <Panel id="timeline" defaultSize={panelHeight(lanes)} minSize={72} maxSize="50%"><Timeline /></Panel>
            </Group>
          </Panel>
        </Group>
      </main>
      <Announcer />
    </div>
  );
}

function Bar() {
  const title = useSession((s) => s.opened?.header.scenario.title ?? '');
  return (
    <header className="top-bar">
      <h1 title={title}>{title}</h1>
      <span className="pill" title={strings.recordingTitle}>{strings.recording}</span>
      <Standing />
      <span className="spring" />
      <Controls />
      <ThemeChoice />
    </header>
  );
}

function Controls() {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  const playing = usePlayback((s) => s.playing);
  // Not `disabled`: that would move the focus away for users who step by keyboard.
  return (
    <fieldset className="controls" aria-label={strings.steps}>
      <button type="button" data-testid="first" onClick={() => goTo(0)} aria-disabled={position === 0} title={strings.startTitle}>
        <ChevronFirst size={14} aria-hidden="true" /> {strings.start}</button>
      <button type="button" data-testid="back" onClick={goBack} aria-disabled={position === 0} title={strings.previousTitle}>
        <ChevronLeft size={14} aria-hidden="true" /> {common.back}</button>
      <button type="button" data-testid="step" className="primary" onClick={() => { if (position < length) goTo(position + 1); }}
        aria-disabled={position === length} title={strings.nextTitle}>
        {common.step} <ChevronRight size={14} aria-hidden="true" />
      </button>
      <button type="button" data-testid="run" onClick={togglePlayback} aria-disabled={length === 0} title={strings.playTitle}>
        {playing ? <Pause size={13} aria-hidden="true" /> : <Play size={13} aria-hidden="true" />} {playing ? strings.pause : common.run}
      </button>
      <button type="button" data-testid="last" onClick={() => goTo(length)} aria-disabled={position === length} title={strings.endTitle}>
        {strings.end} <ChevronLast size={14} aria-hidden="true" /></button>
    </fieldset>
  );
}

function Notice({ text }: { text: string }) {
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  return (
    <div className="messages">
      <p className="message" role="alert"><span>{text}</span>
        <button type="button" className="quiet" onClick={() => setShown(false)}>{common.dismiss}</button></p>
    </div>
  );
}
