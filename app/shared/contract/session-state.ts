/**
 * The state of a session, as its events tell it. A state event carries the whole state; a step event carries the step alone, and
 * this module says what the step changes. Host and page use it, so both have the same state after the same events.
 */
import type { Step } from '../trace/step.ts';
import { type Tally, withStep } from '../trace/tally.ts';
import type { HostEvent } from './contract.ts';
import type { SessionEvent, SessionState } from './session.ts';

/** The state after a step has been appended to the trace; the same state if it has counted the step already. */
export function stateAfterStep(state: SessionState, step: Step): SessionState {
  if (step.n <= state.length) return state;
  return { ...state, ...withStep(state, step), length: step.n, performed: step.plan === null ? state.performed : step.plan + 1 };
}

/** The state after an event of the same session; null before the first state event. */
export function stateAfterEvent(state: SessionState | null, event: SessionEvent): SessionState | null {
  switch (event.event) {
    case 'session.opening': return state;
    case 'session.step': return state && stateAfterStep(state, event.step);
    case 'session.state': case 'session.scenario': return event.state;
  }
}

/** The state of a session that is only a record: a trace from a file or in an exported page. */
export function recordedState(about: Pick<SessionState, 'session' | 'status' | 'planned' | 'length'>, tally: Tally): SessionState {
  return { ...about, ...tally, performed: about.planned, problem: null, stopped: null, pace: 0, taken: [], replay: null };
}

/** Whether an event is about a session. */
export function isSessionEvent(event: HostEvent): event is SessionEvent {
  return event.event.startsWith('session.');
}

/** The session that an event is about; null for a session that is still opening. */
export function sessionOf(event: SessionEvent): string | null {
  if (event.event === 'session.opening') return null;
  return event.event === 'session.step' ? event.session : event.state.session;
}
