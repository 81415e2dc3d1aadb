/**
 * The views that a pane can show, loaded on first use unless they are common.
 * A new view needs a separate folder, a line here, its id in `store/ui.ts`, and its command and key in `palette/commands.ts`
 * and `window/shortcuts.ts`.
 */
import { type ComponentType, lazy } from 'react';
import { Graph } from '../graph/graph.tsx';
import { Sequence } from '../sequence/sequence.tsx';
import { CallLog } from '../call-log/call-log.tsx';
import type { Tab } from '../store/ui.ts';
import { strings } from './strings.ts';

export interface View {
  id: Tab;
  title: string;
  hint: string;
  Component: ComponentType;
}

const Diff = lazy(async () => ({ default: (await import('../diff/diff.tsx')).Diff }));
const Sides = lazy(async () => ({ default: (await import('../compare/sides.tsx')).Sides }));
const Code = lazy(async () => ({ default: (await import('../code/code.tsx')).Code }));
const Console = lazy(async () => ({ default: (await import('../console/console.tsx')).Console }));
const Editor = lazy(async () => ({ default: (await import('../editor/editor.tsx')).Editor }));

export const VIEWS: readonly View[] = [
  { id: 'graph', ...strings.views.graph, Component: Graph },
  { id: 'sequence', ...strings.views.sequence, Component: Sequence },
  { id: 'log', ...strings.views.log, Component: CallLog },
  { id: 'diff', ...strings.views.diff, Component: Diff },
  { id: 'sides', ...strings.views.sides, Component: Sides },
  { id: 'code', ...strings.views.code, Component: Code },
  { id: 'console', ...strings.views.console, Component: Console },
  { id: 'scenario', ...strings.views.scenario, Component: Editor },
];
