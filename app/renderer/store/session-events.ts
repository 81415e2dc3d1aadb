/** Events of sessions: each changes the state of the session on screen or adds a step to its history. */
import type { SessionEvent, SessionOpened } from '../../shared/contract/session.ts';
import { sessionOf } from '../../shared/contract/session-state.ts';
import { stepSentence } from '../../shared/format/sentence.ts';
import type { Step } from '../../shared/trace/step.ts';
import { applyToState, currentHistory, replan, seek, showSession, useSession } from './session.ts';
import { paced } from './pace.ts';
import { resettable } from './resettable.ts';
import { showNotice, useUi } from './ui.ts';

/** Events of a step or two. */
const FEW = 8;

const inbox = resettable(() => ({
  /** Received events that are not on screen yet: a run of thousands of steps is drawn once per frame. */
  arrived: [] as SessionEvent[],
  /** Events of sessions that are not on screen, while openings are under way: one of them can be the next on screen. */
  early: [] as SessionEvent[],
  openings: 0,
  /** Called when a step is missing. */
  onGap: () => {},
}));

/** Handler that reads the whole trace after steps were missed. */
export function onGap(listener: () => void): void {
  inbox.onGap = listener;
}

/** Keeps events that overtake the answer of an opening, for `showOpened`. */
export async function whileOpening<T>(opening: () => Promise<T>): Promise<T> {
  if (inbox.openings === 0) inbox.early = [];
  inbox.openings += 1;
  try {
    return await opening();
  } finally {
    inbox.openings -= 1;
  }
}

/**
 * Shows a session that the host has opened, with the events that arrived before the answer.
 * @param ownWork whether it has steps of the user.
 */
export function showOpened(opened: SessionOpened, ownWork = false): void {
  showSession(opened);
  currentHistory().ownWork = ownWork;
  inbox.arrived = inbox.early.filter((event) => sessionOf(event) === opened.state.session);
  inbox.early = [];
  flush();
}

/** Takes an event from the host; it is on screen with the next frame, or after `flush`. */
export function receive(event: SessionEvent): void {
  if (sessionOf(event) !== useSession.getState().opened?.state.session) {
    if (inbox.openings > 0) inbox.early.push(event);
    return;
  }
  inbox.arrived.push(event);
  show();
}

/** A few steps, as the user takes them, are shown in the next frame; of a long run fewer updates are. */
const show = paced(() => {
  const few = inbox.arrived.length <= FEW;
  flush();
  return few;
});

/** Shows the received events. Also called before an action reads the position. */
export function flush(): void {
  const { opened, state: before } = useSession.getState();
  // Another session can be on screen by now.
  const events = inbox.arrived.filter((event) => sessionOf(event) === opened?.state.session);
  inbox.arrived = [];
  if (events.length === 0) return;
  for (const event of events) if (event.event === 'session.scenario') replan(event.scenario);
  applyToState(events);
  const problem = useSession.getState().state?.problem ?? null;
  if (problem !== null && problem !== before?.problem) showNotice(problem);
  append(events.flatMap((event) => (event.event === 'session.step' ? [event.step] : [])));
}

function append(steps: readonly Step[]): void {
  const { opened, position, length } = useSession.getState();
  const { log } = currentHistory();
  for (const step of steps) {
    if (step.n <= log.length) continue;
    if (step.n > log.length + 1) {
      inbox.onGap();
      return;
    }
    currentHistory().append(step);
  }
  if (log.length === length) return;
  if (position !== length) {
    useSession.setState({ length: log.length });
    return;
  }
  seek(log.length);
  const step = log.step(log.length);
  if (step && opened) useUi.setState({ announcement: stepSentence(step, opened.header.rules) });
}
