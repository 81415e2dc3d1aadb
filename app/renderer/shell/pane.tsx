/** One pane of the middle: tabs, and the selected view. */
import type { KeyboardEvent, ReactNode } from 'react';
import { Loaded } from '../components/loaded.tsx';
import { type Tab, useUi } from '../store/ui.ts';
import { VIEWS } from './views.ts';
import { strings } from './strings.ts';

interface Props {
  which: 'tab' | 'second';
  /** Shown at the right of the tabs. */
  children?: ReactNode;
}

export function Pane({ which, children }: Props) {
  const chosen = useUi((s) => s[which]) ?? 'graph';
  const other = useUi((s) => s[which === 'tab' ? 'second' : 'tab']);
  const prefix = which === 'tab' ? '' : 'second-';
  // A view is in one pane only: choosing the other pane's view swaps the two.
  const choose = (tab: Tab) =>
    useUi.setState(tab === other ? { tab: useUi.getState().second ?? tab, second: useUi.getState().tab } : { [which]: tab });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.findIndex((v) => v.id === chosen) + step + VIEWS.length) % VIEWS.length]!.id;
    choose(next);
    requestAnimationFrame(() => document.getElementById(`${prefix}tab-${next}`)?.focus());
  };
  const { Component, title } = VIEWS.find((v) => v.id === chosen)!;
  return (
    <section className="pane" aria-label={strings.panes[which]}>
      <div className="tab-bar">
        <div role="tablist" aria-label={strings.tabs} onKeyDown={onKeyDown} tabIndex={-1}>
          {VIEWS.map(({ id, title: name, hint }) => (
            <button key={id} type="button" role="tab" id={`${prefix}tab-${id}`} data-testid={`${prefix}tab-${id}`}
              aria-selected={chosen === id} title={hint}
              aria-controls={chosen === id ? `${prefix}panel-${id}` : undefined} tabIndex={chosen === id ? 0 : -1}
              onClick={() => choose(id)}>
              {name}
            </button>
          ))}
        </div>
        {children}
      </div>
      <div className="panel" id={`${prefix}panel-${chosen}`} role="tabpanel" aria-labelledby={`${prefix}tab-${chosen}`}>
        <Loaded key={chosen} fallback={<p className="empty">{strings.opening(title)}</p>}><Component /></Loaded>
      </div>
    </section>
  );
}
