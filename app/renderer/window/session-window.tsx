/** A session: steps left, graph or log in the middle, inspector right, timeline below. */
import type { ReactNode } from 'react';
import { CallLog } from '../call-log/call-log.tsx';
import { Graph } from '../graph/graph.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { StepsList } from '../steps/steps-list.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { TopBar } from '../top-bar/top-bar.tsx';
import { useUi } from '../store/ui.ts';
import { Tabs } from './tabs.tsx';
import { useShortcuts } from './shortcuts.ts';

export function SessionWindow({ messages }: { messages: ReactNode }) {
  const tab = useUi((s) => s.tab);
  useShortcuts();
  return (
    <>
      <TopBar />
      {messages}
      <main className="session">
        <StepsList />
        <section className="middle" aria-label="The session at this step">
          <Tabs />
          <div className="panel" id={`panel-${tab}`} role="tabpanel" aria-labelledby={`tab-${tab}`}>
            {tab === 'graph' ? <Graph /> : <CallLog />}
          </div>
        </section>
        <Inspector />
        <Timeline />
      </main>
    </>
  );
}
