/** The scenario under edit, and the position in it. It follows the session: another scenario resets it. */
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import type { Edit } from '../../shared/scenario/edit/edit.ts';
import { type Edits, edited, redone, startEdits, undone, withEdit } from '../../shared/scenario/edit/edits.ts';
import { InputProblem } from '../../shared/base/input-problem.ts';
import { request } from './host-client.ts';
import { pageStore, resettable } from './resettable.ts';
import { isRecording, useSession } from './session.ts';
import { showNotice, useUi } from './ui.ts';

export interface EditsView {
  edits: Edits | null;
  session: string | null;
  /** The scenario that the session performs: without changes, the edited one is the same object. */
  applied: Scenario | null;
  /** Row with the keyboard focus. */
  row: number;
  /** Rows chosen for an edit of several steps, in ascending order. */
  chosen: readonly number[];
  /** The step being typed: in place of this one, or a new one after it (-1 for the first). */
  typing: { at: number; as: 'replace' | 'insert' } | null;
  /** The process in the dialog, or null for a new one. */
  process: string | null;
  /** The edited scenario as a file has it. */
  saved: Scenario | null;
}

const RECORDED = 'recorded';
const AT_START = { row: 0, chosen: [], typing: null } as const;

export const useEdits = pageStore<EditsView>(() =>
  ({ edits: null, session: null, applied: null, ...AT_START, process: null, saved: null }));

/** Called whenever the session's scenario is another object. */
export function follow(session: string, scenario: Scenario, performed: number): void {
  const { edits, session: former, applied } = useEdits.getState();
  if (session === former && (applied === scenario || handled.scenario === scenario)) return;
  handled.scenario = scenario;
  if (edits && handled.applying) {
    // The edited scenario was opened: what was done before can still be taken back.
    useEdits.setState({ session, applied: handled.applying });
    handled.applying = null;
    return;
  }
  // A record does not grow by typed calls: another one was opened.
  if (!edits || session !== former || session === RECORDED || edits.list.length === 0) {
    useEdits.setState((before) => ({ edits: startEdits(scenario), session, applied: scenario, ...AT_START,
      row: session === former ? before.row : 0 }));
    return;
  }
  // A call was typed in the console while there are edits: it becomes a step of both.
  const typed = scenario.steps[performed - 1];
  if (!typed || scenario.steps.length <= applied!.steps.length) return;
  const now = withEdit(edits, { kind: 'insert', at: Math.min(performed - 1, edited(edits).steps.length), step: typed });
  useEdits.setState({ edits: now, applied: edited(edits) === applied ? edited(now) : scenario });
}

const handled = resettable(() => ({
  /** The last scenario of a session that was followed. */
  scenario: null as Scenario | null,
  /** The edited scenario that is being opened. */
  applying: null as Scenario | null,
  /** Until when it is being opened. */
  turn: Promise.resolve(),
}));

/** Opens the edited scenario by `reopen`, after those that are being opened; its edits can still be taken back afterwards. */
export function whileApplying(reopen: (scenario: Scenario) => Promise<boolean>): Promise<void> {
  handled.turn = handled.turn.catch(() => undefined).then(async () => {
    const { edits } = useEdits.getState();
    if (!edits || !isEdited(useEdits.getState())) return;
    handled.applying = edited(edits);
    try {
      const done = await reopen(handled.applying);
      const { opened, state } = useSession.getState();
      if (done && opened) follow(opened.state.session, opened.scenario, state?.performed ?? 0);
    } finally {
      handled.applying = null;
    }
  });
  return handled.turn;
}

/** Applies one edit; reports a problem to the user. @returns whether it was applied. */
export function edit(change: Edit, row: number, said: string): boolean {
  const { edits } = useEdits.getState();
  if (!edits) return false;
  try {
    useEdits.setState({ edits: withEdit(edits, change), row, chosen: [], typing: null });
    useUi.setState({ announcement: said });
    return true;
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    showNotice(error.message);
    return false;
  }
}

export function undo(): void {
  useEdits.setState(({ edits, row }) => (edits ? clamped(undone(edits), row) : {}));
}

export function redo(): void {
  useEdits.setState(({ edits, row }) => (edits ? clamped(redone(edits), row) : {}));
}

const clamped = (edits: Edits, row: number) =>
  ({ edits, typing: null, chosen: [], row: Math.max(0, Math.min(row, edited(edits).steps.length - 1)) });

/** Whether there are edits that the session does not perform. */
export const isEdited = ({ edits, applied }: EditsView): boolean => edits !== null && edited(edits) !== applied;

/** A file has this scenario: the edited one, or that of the session. Later edits are not in it. */
export function noteSaved(saved: Scenario | null): void {
  if (saved) useEdits.setState({ saved });
}

/** The scenario that files of the session have; null while it has edits that are not applied, which are in no file. */
export function savedWhole(): Scenario | null {
  const view = useEdits.getState();
  return isEdited(view) ? null : view.edits && edited(view.edits);
}

export const isSaved = ({ edits, saved }: EditsView): boolean => edits !== null && edited(edits) === saved;

/** Whether the scenario on screen can be edited: not in a recording, nor in an exported page. */
export const useEditable = (): boolean => {
  const session = useEdits(({ session: edited }) => edited);
  return useSession((s) => !isRecording(s) && s.opened?.state.session === session);
};

/** Number of equal steps at the beginning of both, which need no new check. */
export function sameSteps(before: readonly ScenarioStep[], after: readonly ScenarioStep[]): number {
  const differs = before.findIndex((step, i) => JSON.stringify(step) !== JSON.stringify(after[i]));
  return differs < 0 ? Math.min(before.length, after.length) : differs;
}

/** Stores the present edits with the host now. */
export async function keepEdited(): Promise<void> {
  clearTimeout(keeping.timer);
  const { edits, session, applied } = useEdits.getState();
  if (!edits || session === null) return;
  await request('work.keepEdited', { session, text: edited(edits) === applied ? null : JSON.stringify(edited(edits)) });
}

const KEEP_AFTER = 500;
const keeping = resettable(() => ({ timer: undefined as ReturnType<typeof setTimeout> | undefined }));

// Unapplied edits survive a crash: the host stores them beside the steps.
useEdits.subscribe((now, before) => {
  if ((now.edits === before.edits && now.applied === before.applied) || !now.edits || !now.session?.startsWith('session-')) return;
  clearTimeout(keeping.timer);
  keeping.timer = setTimeout(() => void keepEdited(), KEEP_AFTER);
});
