/** The user's actions on a session. Every button and key ends here. */
import type { Input, SessionOpened, SessionState } from '../../shared/contract/contract.ts';
import { stepSentence } from '../../shared/format/sentence.ts';
import { endTour } from './tour.ts';
import { ask } from './host-client.ts';
import { consentFor } from './consent.ts';
import { isEdited, isSaved, keepEdited, useEdits } from './edits.ts';
import { askToOpen } from './opening.ts';
import { currentHistory, forgetSession, isRecording, seek, useSession } from './session.ts';
import { flush, showOpened } from './session-events.ts';
import { forgetPlaces, runOrder } from './run-order.ts';
import { resettable } from './resettable.ts';
import { showDone, showNotice, useUi } from './ui.ts';
import { strings } from './strings.ts';

/** Presses of Step during a step that are still performed. */
const MOST_WANTED = 20;

const turns = resettable(() => ({
  last: Promise.resolve(),
  underWay: 0,
  /** Presses of Step during a step; they are performed one after the other. */
  stepsWanted: 0,
  /** The session that was asked to run and has not answered yet. */
  runAsked: null as string | null,
}));

/** Requests that change sessions are serialized: a scenario opened while the former one closes waits. */
export function inTurn(work: () => Promise<void>): Promise<void> {
  turns.underWay += 1;
  turns.last = turns.last.then(work).finally(() => {
    turns.underWay -= 1;
    flush();
  });
  return turns.last;
}

const isRunning = ({ session, status }: SessionState): boolean => status === 'running' || turns.runAsked === session;

/** @param file the subject of a problem, if the user chose a file. */
export function openSession(input: Input<'session.open'>, file?: string): Promise<void> {
  return inTurn(async () => {
    const allow = await consentFor({ scenario: input.scenario }, nameOf(input.scenario), 'open');
    if (allow === null) return;
    const opened = await askToOpen('session.open', { ...input, ...(allow.length > 0 ? { allow: [...allow] } : {}) }, { file });
    if (opened) await takePlace(opened);
  });
}

const nameOf = (scenario: Input<'session.open'>['scenario']): string => ('library' in scenario ? scenario.library : scenario.file);

/** Shows a session in place of the one on screen, which is closed and offered for recovery. Within `inTurn`. */
export async function takePlace(opened: SessionOpened): Promise<void> {
  const former = sessionId();
  forgetPlaces();
  show(opened);
  await closeFormer(former);
}

/** The host ends the processes of a session that is no longer on screen; null if there was none. */
export async function closeFormer(former: string | null): Promise<void> {
  if (former !== null) await ask('session.close', { session: former, keep: true });
}

function show(opened: SessionOpened, ownWork = false): void {
  turns.stepsWanted = 0;
  useUi.setState({ selection: null, focused: false, overlay: null, tab: 'graph', messages: [],
    announcement: strings.opened(opened.header.scenario.title, opened.state.planned) });
  showOpened(opened, ownWork);
}

/** Back to the start screen; the host ends the session's processes, and keeps what the user has made of it. */
export function leaveSession(): Promise<void> {
  return inTurn(async () => {
    const id = sessionId();
    const keep = id !== null && hasOwnWork(id);
    // Its last edits may not be there yet.
    if (keep) await keepEdited();
    forgetSession();
    endTour();
    useUi.setState({ selection: null, messages: [] });
    if (id !== null) await ask('session.close', { session: id, keep });
    // The start screen was there before the work was.
    useUi.setState(({ stored }) => ({ stored: stored + 1 }));
    if (keep) showDone(strings.keptWork);
  });
}

/** Whether the session has unapplied edits or steps that no file or library scenario has. */
function hasOwnWork(id: string): boolean {
  const edits = useEdits.getState();
  if (edits.session === id && isSaved(edits)) return false;
  if (edits.session === id && isEdited(edits)) return true;
  return useSession.getState().history?.ownWork ?? false;
}

/** Moves to a recorded step and announces it. */
export function goTo(n: number): void {
  seek(n);
  const { step, opened } = useSession.getState();
  if (opened) useUi.setState({ announcement: step ? stepSentence(step, opened.header.rules) : strings.beforeFirst });
}

export function goBack(): void {
  const { position } = useSession.getState();
  if (position > 0) goTo(position - 1);
}

/** Forward through the record or, at its end, one more real step. */
export async function stepForward(): Promise<void> {
  const { position, length, state } = useSession.getState();
  if (position < length) {
    goTo(position + 1);
    return;
  }
  if (!state || state.status === 'finished' || state.status === 'closed' || isRunning(state)) return;
  if (turns.underWay > 0) {
    turns.stepsWanted = Math.min(turns.stepsWanted + 1, MOST_WANTED);
    return;
  }
  await inTurn(async () => { await ask('session.step', { session: state.session }); });
  if (turns.stepsWanted > 0) {
    turns.stepsWanted -= 1;
    await stepForward();
  }
}

export async function runOrPause(): Promise<void> {
  const { state } = useSession.getState();
  if (!state) return;
  const { session } = state;
  if (isRunning(state)) {
    // Not serialized: the run itself can still be in progress, and pausing is how it ends.
    await ask('session.pause', { session });
    return;
  }
  goTo(currentHistory().log.length);
  if (state.status !== 'ready') return;
  turns.runAsked = session;
  try {
    await ask('session.run', { session, ...runOrder() });
  } finally {
    turns.runAsked = null;
  }
  flush();
}

/** Runs up to and including this step of the scenario, counted from 0; breakpoints before it still stop the run. */
export async function runTo(plan: number): Promise<void> {
  const { state } = useSession.getState();
  if (refusedForRecording() || state?.status !== 'ready') return;
  goTo(currentHistory().log.length);
  const { pace, breakpoints } = runOrder();
  await ask('session.run', { session: state.session, pace, breakpoints: [...breakpoints, { kind: 'plan', plan }] });
  flush();
}

/** Whether a recording is on screen, which cannot perform anything. The user is notified of the reason. */
export function refusedForRecording(): boolean {
  const refused = isRecording(useSession.getState());
  if (refused) showNotice(strings.cannotContinue);
  return refused;
}

/** Opens the scenario in fresh processes. A recording has none: only the position changes, and no process starts. */
export async function restartSession(): Promise<void> {
  if (isRecording(useSession.getState())) {
    goTo(0);
    return;
  }
  const { opened: recorded, record } = useSession.getState();
  // To repeat a recorded trace, its scenario is opened with the provider of the recording.
  if (record && recorded) {
    await openSession({ provider: recorded.header.provider, scenario: { text: JSON.stringify(recorded.scenario), file: record.file } });
    return;
  }
  await inTurn(async () => {
    const id = sessionId();
    const { history } = useSession.getState();
    const opened = id === null ? null : await askToOpen('session.restart', { session: id });
    if (opened) show(opened, history?.ownWork);
  });
}

export function killProcess(process: string): Promise<void> {
  return inTurn(async () => {
    const id = sessionId();
    if (id !== null) await ask('session.kill', { session: id, process });
  });
}

/** The host's session on screen; null for a trace that was read from a file. */
export function sessionId(): string | null {
  const { opened, record } = useSession.getState();
  return record ? null : opened?.state.session ?? null;
}

