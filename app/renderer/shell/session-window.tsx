/** A session: steps left, one or two views in the middle, inspector right, timeline below; every border can be moved. */
import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { openFile } from '../files/open-file.ts';
import { RunNotice } from '../breakpoints/run-notice.tsx';
import { useDrop } from '../start/file-drop.tsx';
import { StepsList } from '../steps/steps-list.tsx';
import { useSession } from '../store/session.ts';
import { Settled } from '../store/deferred-session.tsx';
import { useUi } from '../store/ui.ts';
import { LANE } from '../timeline/scale.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { TopBar } from '../top-bar/top-bar.tsx';
import { SplitButton } from './split-button.tsx';
import { Overlays } from './overlays.tsx';
import { Pane } from './pane.tsx';
import { useRemembered } from '../browser/remembered.ts';
import { useKeys } from '../components/use-keys.ts';
import { onShortcut } from './shortcuts.ts';
import { strings } from './strings.ts';

export function SessionWindow({ messages }: { messages: ReactNode }) {
  const split = useUi((s) => s.second !== null);
  const lanes = useSession((s) => s.opened?.header.scenario.processes.length ?? 0);
  const outer = useRemembered('window', ['steps', 'rest']);
  const rows = useRemembered('rows', ['work', 'timeline']);
  const columns = useRemembered('columns', ['middle', 'side']);
  const panes = useRemembered('panes', split ? ['upper', 'lower'] : ['upper']);
  useKeys(onShortcut);
  // A scenario dropped on a session uses the session's provider if it can run it; else the model.
  useDrop((file) => {
    const { opened } = useSession.getState();
    void openFile(file, (rules) => (opened && rules === opened.header.rules ? opened.header.provider : 'model'));
  });
  return (
    <>
      <TopBar />
      {messages}
      <RunNotice />
      <main className="session">
        <Group {...outer} orientation="horizontal">
          <Panel id="steps" defaultSize="20%" minSize={190} maxSize="45%" groupResizeBehavior="preserve-pixel-size"><StepsList /></Panel>
          <Separator className="border" aria-label={strings.borders.steps} />
          <Panel id="rest" minSize="40%">
            <Group {...rows} orientation="vertical">
              <Panel id="work" minSize="35%">
                <Group {...columns} orientation="horizontal">
                  <Panel id="middle" minSize="35%">
                    <Group {...panes} orientation="vertical">
                      <Panel id="upper" minSize="20%"><Pane which="tab"><SplitButton /></Pane></Panel>
                      {split && <Separator className="border" aria-label={strings.borders.second} />}
                      {split && <Panel id="lower" minSize="20%" defaultSize="45%"><Pane which="second" /></Panel>}
                    </Group>
                  </Panel>
                  <Separator className="border" aria-label={strings.borders.inspector} />
                  <Panel id="side" defaultSize="29%" minSize={240} maxSize="55%" groupResizeBehavior="preserve-pixel-size">
                    <Settled><Inspector /></Settled></Panel>
                </Group>
              </Panel>
              <Separator className="border" aria-label={strings.borders.timeline} />
              <Panel id="timeline" defaultSize={Math.min(240, 76 + lanes * LANE)} minSize={72} maxSize="50%"
                groupResizeBehavior="preserve-pixel-size"><Timeline /></Panel>
            </Group>
          </Panel>
        </Group>
      </main>
      <Overlays />
    </>
  );
}
