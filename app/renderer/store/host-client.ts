/** The page's one connection to its host, and what happens to what the host says. */
import type { LiveChanged } from '../../shared/live/answers.ts';
import type { Answer, HostEvent, Input, Output, RequestName, SessionState, Transport } from '../../shared/contract/contract.ts';
import { readTrace } from '../../shared/trace/file.ts';
import type { Step } from '../../shared/trace/step.ts';
import { createTransport } from '../transport/transport.ts';
import { stepSentence } from '../../shared/format/sentence.ts';
import { History } from './history.ts';
import { currentHistory, replaceHistory, replan, seek, useSession } from './session.ts';
import { showNotice, useUi } from './ui.ts';
import { strings } from './strings.ts';

let transport: Transport | null = null;
const liveListeners = new Set<(event: LiveChanged) => void>();

const openedListeners = new Set<() => void>();

/** Who takes what the system opens for us. */
export function onOpened(listener: () => void): void {
  openedListeners.add(listener);
}

type Opening = Extract<HostEvent, { event: 'session.opening' }>;
const openingListeners = new Set<(event: Opening) => void>();

/** Who wants to know how far sessions are that are being opened. */
export function onOpening(listener: (event: Opening) => void): void {
  openingListeners.add(listener);
}

/** Who wants to know of each scan of a watch. */
export function onLiveChanged(listener: (event: LiveChanged) => void): void {
  liveListeners.add(listener);
}

let sessionEnded: (restarted: boolean) => void = () => {};

/** Who keeps the session on screen when the host has it no longer. */
export function onSessionEnded(listener: typeof sessionEnded): void {
  sessionEnded = listener;
}

/** Connects the page, before anything is drawn that asks. */
export function connect(): void {
  transport = createTransport((refused) => useUi.setState({ refused }));
  transport.onEvent(onEvent);
  transport.onConnection?.(({ connected, restarted, resumes, tookOver }) => {
    useUi.setState({ connected, resumes, tookOver, refused: null });
    const { opened, record } = useSession.getState();
    if (!connected || !opened || record) return;
    flush();
    // Another run of the host numbers its sessions anew: what it has under this id is not ours.
    if (restarted) sessionEnded(true);
    else void resynchronise();
  });
}

/** Takes the host back from the page that took over. */
export function takeBack(): void {
  transport?.takeBack?.();
}

/** Asks the host; what is done about a problem is the caller's. */
export async function request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
  return transport ? transport.request(name, input) : { ok: false, code: 'internal', message: strings.notConnected };
}

/** Asks the host; a problem is told to the user and comes back as null. */
export async function ask<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K> | null> {
  if (!transport) return null;
  const answer = await transport.request(name, input);
  if (answer.ok) return answer.value;
  showNotice(answer.message);
  return null;
}

/** Steps that have arrived and are not on screen yet: a run of thousands is drawn once a frame. */
let arrived: Step[] = [];
let lastState: SessionState | null = null;
/** The session that they are of: another one may be on screen by the time they are drawn. */
let arrivedOf: string | null = null;
let scheduled = false;

function onEvent(event: HostEvent): void {
  if (event.event === 'live.changed') {
    for (const listener of liveListeners) listener(event);
    return;
  }
  if (event.event === 'app.opened') {
    for (const listener of openedListeners) listener();
    return;
  }
  if (event.event === 'app.notice') {
    showNotice(event.text);
    return;
  }
  if (event.event === 'session.opening') {
    for (const listener of openingListeners) listener(event);
    return;
  }
  const mine = useSession.getState().opened?.state.session;
  const session = event.event === 'session.step' ? event.session : event.state.session;
  if (session !== mine) return;
  if (session !== arrivedOf) {
    arrived = [];
    arrivedOf = session;
  }
  if (event.event === 'session.scenario') replan(event.scenario);
  if (event.event === 'session.step') arrived.push(event.step);
  lastState = event.state;
  if (scheduled) return;
  scheduled = true;
  // A hidden page gets no animation frames, but its trace must grow all the same.
  if (document.visibilityState === 'visible') requestAnimationFrame(flush);
  else setTimeout(flush, 16);
}

/** Puts what has arrived on screen. Called before an action reads the position, too. */
export function flush(): void {
  scheduled = false;
  const steps = arrived;
  const state = lastState;
  arrived = [];
  lastState = null;
  const { opened, position, length } = useSession.getState();
  if (opened?.state.session !== arrivedOf || (steps.length === 0 && !state)) return;
  if (state) {
    if (state.problem !== null && state.problem !== useSession.getState().state?.problem) showNotice(state.problem);
    useSession.setState({ state });
  }
  if (steps.length === 0) return;
  const history = currentHistory();
  for (const step of steps) {
    if (step.n <= history.log.length) continue;
    if (step.n > history.log.length + 1) {
      void resynchronise();
      return;
    }
    history.append(step);
  }
  if (position === length) {
    seek(history.log.length);
    const step = history.log.step(history.log.length);
    if (step) useUi.setState({ announcement: stepSentence(step, opened.header.rules) });
  } else useSession.setState({ length: history.log.length });
}

/** Reads the whole trace again after steps were missed. */
export async function resynchronise(): Promise<void> {
  const { opened } = useSession.getState();
  if (!opened) return;
  const answer = await request('session.trace', { session: opened.state.session });
  if (!answer.ok) {
    if (answer.code === 'refused') sessionEnded(false);
    else showNotice(answer.message);
    return;
  }
  const { log } = readTrace(answer.value, strings.source);
  const history = new History(log.header);
  for (const step of log.steps()) history.append(step);
  replaceHistory(history);
}
