/**
 * The views that a pane can show. Those that one may never open are loaded when they are.
 * A new view is a folder of its own, a line here, its id in `store/ui.ts`, and its command and key in `palette/commands.ts`
 * and `window/shortcuts.ts`.
 */
import { type ComponentType, lazy } from 'react';
import { Graph } from '../graph/graph.tsx';
import { Sequence } from '../sequence/sequence.tsx';
import { CallLog } from '../call-log/call-log.tsx';
import type { Tab } from '../store/ui.ts';

export interface View {
  id: Tab;
  title: string;
  hint: string;
  Component: ComponentType;
}

const Diff = lazy(async () => ({ default: (await import('../diff/diff.tsx')).Diff }));
const Sides = lazy(async () => ({ default: (await import('../sides/sides.tsx')).Sides }));
const Code = lazy(async () => ({ default: (await import('../code/code.tsx')).Code }));
const Console = lazy(async () => ({ default: (await import('../console/console.tsx')).Console }));
const Editor = lazy(async () => ({ default: (await import('../editor/editor.tsx')).Editor }));

export const VIEWS: readonly View[] = [
  { id: 'graph', title: 'Graph', hint: 'Who holds what at this step', Component: Graph },
  { id: 'sequence', title: 'Sequence', hint: 'Calls, transfers and data in time', Component: Sequence },
  { id: 'log', title: 'Call log', hint: 'Every call with its arguments and outcome', Component: CallLog },
  { id: 'diff', title: 'Diff', hint: 'What changed between two steps', Component: Diff },
  { id: 'sides', title: 'Side by side', hint: 'The model beside the OS, or two providers', Component: Sides },
  { id: 'code', title: 'C code', hint: 'The same sequence as C programs', Component: Code },
  { id: 'console', title: 'Console', hint: 'Perform any call in any process (`)', Component: Console },
  { id: 'scenario', title: 'Scenario', hint: 'Edit the steps of the scenario (E)', Component: Editor },
];
