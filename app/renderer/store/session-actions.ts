/** The user's actions on a session. Every button and key ends here. */
import type { Input, SessionOpened } from '../../shared/contract/contract.ts';
import { stepSentence } from '../../shared/format/sentence.ts';
import { endTour } from './tour.ts';
import { ask, flush } from './host-client.ts';
import { consentFor } from './consent.ts';
import { askToOpen } from './opening.ts';
import { currentHistory, forgetSession, seek, showSession, useSession } from './session.ts';
import { forgetPlaces, runOrder } from './run-order.ts';
import { useUi } from './ui.ts';
import { strings } from './strings.ts';

/** Requests that change sessions are serialized: a scenario opened while the former one closes waits. */
let last: Promise<void> = Promise.resolve();
let underWay = 0;

export function inTurn(work: () => Promise<void>): Promise<void> {
  underWay += 1;
  last = last.then(work).finally(() => {
    underWay -= 1;
    flush();
  });
  return last;
}

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

function show(opened: SessionOpened): void {
  stepsWanted = 0;
  useUi.setState({ selection: null, focused: false, overlay: null, tab: 'graph', messages: [],
    announcement: strings.opened(opened.header.scenario.title, opened.state.planned) });
  showSession(opened);
}

/** Back to the start screen; the host ends the session's processes. */
export function leaveSession(): Promise<void> {
  return inTurn(async () => {
    const id = sessionId();
    forgetSession();
    endTour();
    useUi.setState({ selection: null, messages: [] });
    if (id !== null) await ask('session.close', { session: id });
  });
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
  if (!state || state.status === 'finished' || state.status === 'closed' || state.status === 'running') return;
  if (underWay > 0) {
    stepsWanted = Math.min(stepsWanted + 1, MOST_WANTED);
    return;
  }
  await inTurn(async () => {
    const after = await ask('session.step', { session: state.session });
    if (after) useSession.setState({ state: after });
  });
  if (stepsWanted > 0) {
    stepsWanted -= 1;
    await stepForward();
  }
}

/** Presses of Step during a step; they are performed one after the other. */
let stepsWanted = 0;
const MOST_WANTED = 20;

export async function runOrPause(): Promise<void> {
  const { state } = useSession.getState();
  if (!state) return;
  if (state.status === 'running') {
    // Not serialized: the run itself can still be in progress, and pausing is how it ends.
    const paused = await ask('session.pause', { session: state.session });
    if (paused) useSession.setState({ state: paused });
    return;
  }
  goTo(currentHistory().log.length);
  if (state.status !== 'ready') return;
  useSession.setState({ state: { ...state, status: 'running' } });
  const after = await ask('session.run', { session: state.session, ...runOrder() });
  flush();
  const now = useSession.getState().state;
  if (after && now?.session === after.session && after.length >= now.length) useSession.setState({ state: after });
}

export function restartSession(): Promise<void> {
  const { opened: recorded, record } = useSession.getState();
  // To repeat a recorded trace, its scenario is opened with the provider of the recording.
  if (record && recorded)
    return openSession({ provider: recorded.header.provider, scenario: { text: JSON.stringify(recorded.scenario), file: record.file } });
  return inTurn(async () => {
    const id = sessionId();
    const opened = id === null ? null : await askToOpen('session.restart', { session: id });
    if (opened) show(opened);
  });
}

export function killProcess(process: string): Promise<void> {
  return inTurn(async () => {
    const id = sessionId();
    const after = id === null ? null : await ask('session.kill', { session: id, process });
    if (after) useSession.setState({ state: after });
  });
}

/** The host's session on screen; null for a trace that was read from a file. */
export function sessionId(): string | null {
  const { opened, record } = useSession.getState();
  return record ? null : opened?.state.session ?? null;
}

