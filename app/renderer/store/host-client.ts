/** The page's one connection to its host, and the handling of its events. */
import type { LiveChanged } from '../../shared/live/answers.ts';
import type { Answer, HostEvent, Input, Output, ProblemCode, RequestName, Transport } from '../../shared/contract/contract.ts';
import type { RecordingEvent } from '../../shared/contract/recording.ts';
import type { SetUpEvent } from '../../shared/contract/set-up.ts';
import { readTrace } from '../../shared/trace/file.ts';
import { expectReports, noteReport } from '../browser/download.ts';
import { createTransport } from '../transport/transport.ts';
import { History } from './history.ts';
import { resettable } from './resettable.ts';
import { replaceHistory, useSession } from './session.ts';
import { flush, onGap, receive } from './session-events.ts';
import { showNotice, useUi } from './ui.ts';
import { strings } from './strings.ts';

type Opening = Extract<HostEvent, { event: 'session.opening' }>;

const client = resettable(() => ({
  transport: null as Transport | null,
  sessionEnded: (_restarted: boolean) => {},
  /** Calls of `resynchronise` since the page was last up to date. */
  missed: 0,
}));
/** Handlers of events; modules add them once, when they are loaded. */
const listeners = {
  opened: new Set<() => void>(), opening: new Set<(event: Opening) => void>(), live: new Set<(event: LiveChanged) => void>(),
  recording: new Set<(event: RecordingEvent) => void>(), connected: new Set<(restarted: boolean) => void>(),
  setUp: new Set<(event: SetUpEvent) => void>(),
};

/** Handler for files and links that the system opens with the app. */
export function onOpened(listener: () => void): void {
  listeners.opened.add(listener);
}

/** Handlers for the progress of openings. */
export function onOpening(listener: (event: Opening) => void): void {
  listeners.opening.add(listener);
}

/** Handler for each scan of a watch. */
export function onLiveChanged(listener: (event: LiveChanged) => void): void {
  listeners.live.add(listener);
}

/** Handler for the recording of a program. */
export function onRecording(listener: (event: RecordingEvent) => void): void {
  listeners.recording.add(listener);
}

/** Handler for the connection that is back; `restarted`: to another run of the host. */
export function onConnected(listener: (restarted: boolean) => void): void {
  listeners.connected.add(listener);
}

/** Handler for the lines of a set-up, and its end. @returns a function that removes it. */
export function onSetUp(listener: (event: SetUpEvent) => void): () => void {
  listeners.setUp.add(listener);
  return () => { listeners.setUp.delete(listener); };
}

/** Handler that keeps the session on screen when the host no longer has it. */
export function onSessionEnded(listener: (restarted: boolean) => void): void {
  client.sessionEnded = listener;
}

/** Connects the page, before anything that sends requests is rendered. */
export function connect(transport = createTransport((refused) => useUi.setState({ refused }))): void {
  client.transport = transport;
  expectReports(transport.reportsSaves === true);
  onGap(() => void resynchronise());
  transport.onEvent(onEvent);
  transport.onConnection?.(({ connected, restarted, resumes, tookOver }) => {
    useUi.setState({ connected, resumes, tookOver, refused: null });
    if (connected) for (const listener of listeners.connected) listener(restarted);
    const { opened, record } = useSession.getState();
    if (!connected || !opened || record) return;
    flush();
    // Another run of the host numbers its sessions from 1 again: its session under this id is another one.
    if (restarted) client.sessionEnded(true);
    else void resynchronise();
  });
}

/** Takes the host back from the page that took over. */
export function takeBack(): void {
  client.transport?.takeBack?.();
}

/** Sends a request; the caller handles a problem. */
export async function request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
  return client.transport ? client.transport.request(name, input) : { ok: false, code: 'internal', message: strings.notConnected };
}

/** Sends a request; a problem is shown to the user, and the result is null. */
export async function ask<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K> | null> {
  if (!client.transport) return null;
  const answer = await client.transport.request(name, input);
  if (answer.ok) return answer.value;
  showNotice(answer.message);
  return null;
}

function onEvent(event: HostEvent): void {
  switch (event.event) {
    case 'live.changed':
      for (const listener of listeners.live) listener(event);
      return;
    case 'setup.progress': case 'setup.ended':
      for (const listener of listeners.setUp) listener(event);
      return;
    case 'app.opened':
      for (const listener of listeners.opened) listener();
      return;
    case 'app.saved':
      noteReport(event.blob, event.saved);
      return;
    case 'app.notice':
      showNotice(event.text);
      return;
    case 'session.opening':
      for (const listener of listeners.opening) listener(event);
      return;
    case 'session.step': case 'session.state': case 'session.scenario':
      receive(event);
      return;
    case 'recording.state': case 'recording.steps': case 'recording.held': case 'recording.released': case 'recording.ended':
      for (const listener of listeners.recording) listener(event);
  }
}

/** Catches up after events were missed: the host reports the state as an event, and the whole trace is read again. */
export async function resynchronise(): Promise<void> {
  client.missed += 1;
  if (client.missed > 1) return;
  // Events that are missed meanwhile need another round.
  try {
    for (let seen = 0; seen < client.missed;) {
      seen = client.missed;
      await catchUp();
    }
  } finally {
    client.missed = 0;
  }
}

async function catchUp(): Promise<void> {
  const { opened } = useSession.getState();
  if (!opened) return;
  const { session } = opened.state;
  const attached = await request('session.attach', { session });
  if (attached.ok) await readHistory(session);
  else lost(attached);
}

/** Reads the whole trace of the session on screen. */
export async function readHistory(session: string): Promise<void> {
  const answer = await request('session.trace', { session });
  if (!answer.ok) {
    lost(answer);
    return;
  }
  if (useSession.getState().opened?.state.session !== session) return;
  const { log } = readTrace(answer.value, strings.source);
  const history = new History(log.header);
  for (const step of log.steps()) history.append(step);
  replaceHistory(history);
}

function lost({ code, message }: { code: ProblemCode; message: string }): void {
  if (code === 'refused') client.sessionEnded(false);
  else showNotice(message);
}
