/** The tabs of a recorded session. */
import type { ComponentType, KeyboardEvent } from 'react';
import { CallLog } from '../call-log/call-log.tsx';
import { Diff } from '../diff/diff.tsx';
import { Graph } from '../graph/graph.tsx';
import { Sequence } from '../sequence/sequence.tsx';
import { type Tab, useUi } from '../store/ui.ts';
import { strings as shell } from '../shell/strings.ts';

const VIEWS: readonly { id: Tab; title: string; Component: ComponentType }[] = [
  { id: 'graph', title: shell.views.graph.title, Component: Graph },
  { id: 'sequence', title: shell.views.sequence.title, Component: Sequence },
  { id: 'log', title: shell.views.log.title, Component: CallLog },
  { id: 'diff', title: shell.views.diff.title, Component: Diff },
];

export function ReplayPane() {
  const tab = useUi((s) => s.tab);
  const chosen = VIEWS.find((view) => view.id === tab) ?? VIEWS[0]!;
  const choose = (id: Tab) => useUi.setState({ tab: id });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(chosen) + step + VIEWS.length) % VIEWS.length]!.id;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section className="pane" aria-label={shell.panes.tab}>
      <div className="tab-bar">
        <div role="tablist" aria-label={shell.tabs} onKeyDown={onKeyDown} tabIndex={-1}>
          {VIEWS.map(({ id, title }) => (
            <button key={id} type="button" role="tab" id={`tab-${id}`} data-testid={`tab-${id}`} aria-selected={id === chosen.id}
              aria-controls={id === chosen.id ? `panel-${id}` : undefined} tabIndex={id === chosen.id ? 0 : -1} onClick={() => choose(id)}>
              {title}
            </button>
          ))}
        </div>
      </div>
      <div className="panel" id={`panel-${chosen.id}`} role="tabpanel" aria-labelledby={`tab-${chosen.id}`}><chosen.Component /></div>
    </section>
  );
}
