/** The scenario under edit, and the position in it. It follows the session: another scenario resets it. */
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import type { Edit } from '../../shared/scenario/edit/edit.ts';
import { type Edits, edited, redone, startEdits, undone, withEdit } from '../../shared/scenario/edit/edits.ts';
import { InputProblem } from '../../shared/base/input-problem.ts';
import { request } from './host-client.ts';
import { pageStore, resettable } from './resettable.ts';
import { showNotice, useUi } from './ui.ts';

export interface EditsView {
  edits: Edits | null;
  session: string | null;
  /** Row with the keyboard focus. */
  row: number;
  /** The step being typed: in place of this one, or a new one after it. */
  typing: { at: number; as: 'replace' | 'insert' } | null;
}

export const useEdits = pageStore<EditsView>(() => ({ edits: null, session: null, row: 0, typing: null }));

/** Called whenever the session's scenario is another object. */
export function follow(session: string, scenario: Scenario, performed: number): void {
  const { edits, session: former } = useEdits.getState();
  if (edits?.base === scenario && session === former) return;
  if (!edits || session !== former || edits.position === 0) {
    useEdits.setState(({ row }) => ({ edits: startEdits(scenario), session, typing: null, row: session === former ? row : 0 }));
    return;
  }
  // A call was typed in the console while there are edits: it becomes a step of both.
  const typed = scenario.steps[performed - 1];
  if (!typed || scenario.steps.length <= edits.base.steps.length) return;
  const now = withEdit({ ...edits, base: scenario },
    { kind: 'insert', at: Math.min(performed - 1, edited(edits).steps.length), step: typed });
  useEdits.setState({ edits: now });
}

/** Applies one edit; reports a problem to the user. */
export function edit(change: Edit, row: number, said: string): void {
  const { edits } = useEdits.getState();
  if (!edits) return;
  try {
    useEdits.setState({ edits: withEdit(edits, change), row, typing: null });
    useUi.setState({ announcement: said });
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    showNotice(error.message);
  }
}

export function undo(): void {
  useEdits.setState(({ edits, row }) => (edits ? clamped(undone(edits), row) : {}));
}

export function redo(): void {
  useEdits.setState(({ edits, row }) => (edits ? clamped(redone(edits), row) : {}));
}

const clamped = (edits: Edits, row: number) => ({ edits, typing: null, row: Math.min(row, edited(edits).steps.length - 1) });

/** Number of equal steps at the beginning of both, which need no new check. */
export function sameSteps(before: readonly ScenarioStep[], after: readonly ScenarioStep[]): number {
  const differs = before.findIndex((step, i) => JSON.stringify(step) !== JSON.stringify(after[i]));
  return differs < 0 ? Math.min(before.length, after.length) : differs;
}

/** Stores the present edits with the host now. */
export async function keepEdited(): Promise<void> {
  clearTimeout(keeping.timer);
  const { edits, session } = useEdits.getState();
  if (!edits || session === null) return;
  await request('work.keepEdited', { session, text: edits.position === 0 ? null : JSON.stringify(edited(edits)) });
}

const KEEP_AFTER = 500;
const keeping = resettable(() => ({ timer: undefined as ReturnType<typeof setTimeout> | undefined }));

// Unapplied edits survive a crash: the host stores them beside the steps.
useEdits.subscribe((now, before) => {
  if (now.edits === before.edits || !now.edits || now.session === null || !now.session.startsWith('session-')) return;
  clearTimeout(keeping.timer);
  keeping.timer = setTimeout(() => void keepEdited(), KEEP_AFTER);
});
