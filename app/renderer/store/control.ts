/** Actions on a session other than stepping: typed calls, branches, edited scenarios, the pace. */
import { branchOf } from '../../shared/replay/branch.ts';
import { edited } from '../../shared/scenario/edit/edits.ts';
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import { inTurn, openSession, refusedForRecording } from './session-actions.ts';
import { ask, request } from './host-client.ts';
import { askToOpen } from './opening.ts';
import { consentFor } from './consent.ts';
import { keepPace } from './run-order.ts';
import { currentHistory, isRecording, seek, useSession } from './session.ts';
import { flush, showOpened } from './session-events.ts';
import { sameSteps, useEdits, whileApplying } from './edits.ts';
import { useUi } from './ui.ts';
import { strings } from './strings.ts';

/** Performs a user's step after the last one. @returns the problem as a sentence, or null. */
export async function performTyped(step: ScenarioStep): Promise<string | null> {
  let problem: string | null = null;
  await inTurn(async () => {
    const { opened, record } = useSession.getState();
    if (record) problem = isRecording({ opened }) ? strings.cannotContinue : strings.readOnly;
    if (!opened || record) return;
    seek(currentHistory().log.length);
    const { session } = opened.state;
    const allow = await consentFor({ session, step }, 'this step', 'perform');
    if (allow === null) {
      problem = strings.stepCancelled;
      return;
    }
    const answer = await request('session.perform', { session, step, ...(allow.length > 0 ? { allow: [...allow] } : {}) });
    flush();
    if (!answer.ok) problem = answer.message;
  });
  return problem;
}

/** Replaces this session by a new one that performs the steps up to `at` again, and continues from there. */
export async function branchFrom(at: number): Promise<void> {
  if (refusedForRecording()) return;
  const { opened: recorded, record } = useSession.getState();
  if (record && recorded) {
    const { scenario, prefix } = branchOf(recorded.scenario, currentHistory().log.steps().slice(0, at));
    await openSession({ provider: recorded.header.provider, scenario: { text: JSON.stringify(scenario), file: record.file },
      perform: prefix });
    return;
  }
  await inTurn(async () => {
    const { opened: before, history } = useSession.getState();
    const former = before?.state.session;
    if (former === undefined) return;
    const opened = await askToOpen('session.branch', { session: former, at });
    if (!opened) return;
    useUi.setState({ selection: null, focused: false, announcement: strings.branched(at) });
    showOpened(opened, history?.ownWork);
    // The steps after the branch are offered as unsaved work.
    await ask('session.close', { session: former, keep: true });
  });
}

/** Opens the edited scenario in place of the session, and immediately performs its first `perform` steps. */
export async function reopen(scenario: Scenario, perform: number): Promise<boolean> {
  if (refusedForRecording()) return false;
  const { opened: recorded, record } = useSession.getState();
  if (record && recorded) {
    await openSession({ provider: recorded.header.provider, scenario: { text: JSON.stringify(scenario), file: record.file }, perform });
    return useSession.getState().record === null;
  }
  let done = false;
  await inTurn(async () => {
    const former = useSession.getState().opened?.state.session;
    if (former === undefined) return;
    const text = JSON.stringify(scenario);
    const allow = await consentFor({ session: former, text }, 'the edited scenario', 'open');
    if (allow === null) return;
    const allowed = allow.length > 0 ? { allow: [...allow] } : {};
    const opened = await askToOpen('session.reopen', { session: former, text, perform, ...allowed });
    if (!opened) return;
    useUi.setState({ selection: null, focused: false, announcement: strings.reopened(perform, opened.state.planned) });
    showOpened(opened, true);
    done = true;
  });
  return done;
}

/** Opens the edited scenario in fresh processes; performed steps that are unchanged are performed again. */
export async function applyEdits(): Promise<void> {
  await whileApplying((scenario) => reopen(scenario, performedSame()));
}

/** How many steps at the start of the edited scenario were performed as they are. */
export function performedSame(): number {
  const { edits, applied } = useEdits.getState();
  if (!edits || !applied) return 0;
  return Math.min(useSession.getState().state?.performed ?? 0, sameSteps(applied.steps, edited(edits).steps));
}

/** Milliseconds between the steps of a run, including the current one. */
export function setPace(pace: number): void {
  keepPace(pace);
  const { state, record } = useSession.getState();
  if (state && state.status !== 'closed' && !record) void ask('session.pace', { session: state.session, pace });
}
