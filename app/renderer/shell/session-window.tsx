/**
 * A session: steps left, one or two views in the middle, inspector right, timeline below; every border can be moved.
 * A narrow window has steps and inspector in one column, a short one only the slider of the timeline.
 */
import { type ReactNode, useEffect, useMemo } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { openFile } from '../files/open-file.ts';
import { RunNotice } from '../breakpoints/run-notice.tsx';
import { useDrop } from '../start/file-drop.tsx';
import { stepMenu } from '../steps/step-menu.ts';
import { StepsList } from '../steps/steps-list.tsx';
import { follow } from '../store/edits.ts';
import { isRecording, useSession } from '../store/session.ts';
import { Settled } from '../store/deferred-session.tsx';
import { useUi } from '../store/ui.ts';
import { panelHeight } from '../timeline/metrics.ts';
import { laneList } from '../timeline/lane-list.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { RecordingLimits } from '../top-bar/recording-limits.tsx';
import { TopBar } from '../top-bar/top-bar.tsx';
import { ProgramBar } from '../your-program/program-bar.tsx';
import { SplitButton } from './split-button.tsx';
import { Pane } from './pane.tsx';
import { useRemembered } from '../browser/remembered.ts';
import { NARROW, SHORT, useMedia } from '../browser/use-media.ts';
import { Folded } from '../components/folded.tsx';
import { strings } from './strings.ts';

export function SessionWindow({ messages }: { messages: ReactNode }) {
  const narrow = useMedia(NARROW);
  const short = useMedia(SHORT);
  const split = useUi((s) => s.second !== null) && !short;
  const history = useSession((s) => s.history);
  const processes = useSession((s) => s.history?.places.processes.length);
  const session = useSession((s) => s.opened?.state.session);
  const scenario = useSession((s) => (isRecording(s) ? undefined : s.opened?.scenario));
  useEffect(() => {
    if (session !== undefined && scenario) follow(session, scenario, useSession.getState().state?.performed ?? 0);
  }, [session, scenario]);
  // oxlint-disable-next-line react/exhaustive-deps -- the history grows in place
  const lanes = useMemo(() => (history ? laneList(history).length : 0), [history, processes]);
  const outer = useRemembered('window', ['steps', 'rest']);
  const rows = useRemembered('rows', short ? ['work'] : ['work', 'timeline']);
  const columns = useRemembered('columns', narrow ? ['middle'] : ['middle', 'side']);
  const panes = useRemembered('panes', split ? ['upper', 'lower'] : ['upper']);
  // A scenario dropped on a session uses the session's provider if it can run it; else the model.
  useDrop((file) => {
    const { opened } = useSession.getState();
    void openFile(file, (rules) => (opened && rules === opened.header.rules ? opened.header.provider : 'model'));
  });
  return (
    <>
      <TopBar />
      {messages}
      <RecordingLimits />
      <ProgramBar />
      <RunNotice />
      <main className="session">
        <Group {...outer} orientation="horizontal">
          <Panel id="steps" defaultSize="20%" minSize={190} maxSize="45%" collapsible={narrow} groupResizeBehavior="preserve-pixel-size">
            {narrow ? <FoldedSide /> : <StepsList menu={stepMenu} />}</Panel>
          <Separator className="border" aria-label={strings.borders.steps} />
          <Panel id="rest" minSize="40%">
            <Group {...rows} orientation="vertical">
              <Panel id="work" minSize="35%">
                <Group {...columns} orientation="horizontal">
                  <Panel id="middle" minSize="35%">
                    <Group {...panes} orientation="vertical">
                      <Panel id="upper" minSize="20%"><Pane which="tab">{!short && <SplitButton />}</Pane></Panel>
                      {split && <Separator className="border" aria-label={strings.borders.second} />}
                      {split && <Panel id="lower" minSize="20%" defaultSize="45%"><Pane which="second" /></Panel>}
                    </Group>
                  </Panel>
                  {!narrow && <Separator className="border" aria-label={strings.borders.inspector} />}
                  {!narrow && (
                    <Panel id="side" defaultSize="29%" minSize={240} maxSize="55%" groupResizeBehavior="preserve-pixel-size">
                      <Settled><Inspector /></Settled></Panel>
                  )}
                </Group>
              </Panel>
              {!short && <Separator className="border" aria-label={strings.borders.timeline} />}
              {!short && (
                <Panel id="timeline" defaultSize={panelHeight(lanes)} minSize={72} maxSize="50%"
                  groupResizeBehavior="preserve-pixel-size"><Timeline /></Panel>
              )}
            </Group>
          </Panel>
        </Group>
      </main>
      {short && <footer className="brief-timeline"><Timeline brief /></footer>}
    </>
  );
}

/** In a narrow window one column has both the steps and the inspector. */
function FoldedSide() {
  const selected = useUi((s) => s.selection);
  return (
    <Folded label={strings.side.choice} details="details" selected={selected} parts={[
      { id: 'steps', name: strings.side.steps, content: <StepsList menu={stepMenu} /> },
      { id: 'details', name: strings.side.details, content: <Settled><Inspector /></Settled> }]} />
  );
}
