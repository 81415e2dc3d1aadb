/** The page's one connection to its host, and the handling of its events. */
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

/** Handler for files and links that the system opens with the app. */
export function onOpened(listener: () => void): void {
  openedListeners.add(listener);
}

type Opening = Extract<HostEvent, { event: 'session.opening' }>;
const openingListeners = new Set<(event: Opening) => void>();

/** Handlers for the progress of openings. */
export function onOpening(listener: (event: Opening) => void): void {
  openingListeners.add(listener);
}

/** Handler for each scan of a watch. */
export function onLiveChanged(listener: (event: LiveChanged) => void): void {
  liveListeners.add(listener);
}

let sessionEnded: (restarted: boolean) => void = () => {};

/** Handler that keeps the session on screen when the host no longer has it. */
export function onSessionEnded(listener: typeof sessionEnded): void {
  sessionEnded = listener;
}

/** Connects the page, before anything that sends requests is rendered. */
export function connect(): void {
  transport = createTransport((refused) => useUi.setState({ refused }));
  transport.onEvent(onEvent);
  transport.onConnection?.(({ connected, restarted, resumes, tookOver }) => {
    useUi.setState({ connected, resumes, tookOver, refused: null });
    const { opened, record } = useSession.getState();
    if (!connected || !opened || record) return;
    flush();
    // Another run of the host numbers its sessions from 1 again: its session under this id is another one.
    if (restarted) sessionEnded(true);
    else void resynchronise();
  });
}

/** Takes the host back from the page that took over. */
export function takeBack(): void {
  transport?.takeBack?.();
}

/** Sends a request; the caller handles a problem. */
export async function request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
  return transport ? transport.request(name, input) : { ok: false, code: 'internal', message: strings.notConnected };
}

/** Sends a request; a problem is shown to the user, and the result is null. */
export async function ask<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K> | null> {
  if (!transport) return null;
  const answer = await transport.request(name, input);
  if (answer.ok) return answer.value;
  showNotice(answer.message);
  return null;
}

/** Received steps that are not on screen yet: a run of thousands is drawn once per frame. */
let arrived: Step[] = [];
let lastState: SessionState | null = null;
/** Their session: another one can be on screen by the time they are drawn. */
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

/** Shows the received steps. Also called before an action reads the position. */
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
