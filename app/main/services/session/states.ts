/** The states of a session and the transitions between them, as data. */
import type { SessionState } from '../../../shared/contract/session.ts';

export type Status = SessionState['status'];

export type Action =
  /** One step of the scenario is performed. */
  | 'step'
  /** A step that is not the next of the scenario is performed, such as a typed one. */
  | 'perform'
  /** Steps are performed until the end, a problem, a breakpoint or a pause. */
  | 'run'
  /** A run ends after its current step. */
  | 'pause'
  /** The last operation ended, and steps of the scenario are left. */
  | 'rest'
  /** The last operation ended, and no step is left. */
  | 'finish'
  | 'close';

/** Per state, the actions that it allows and the state after each. Every other action is refused. */
export const TRANSITIONS: Readonly<Record<Status, Readonly<Partial<Record<Action, Status>>>>> = {
  ready: { step: 'stepping', perform: 'stepping', run: 'running', close: 'closed' },
  // A further step waits for the current one.
  stepping: { step: 'stepping', perform: 'stepping', rest: 'ready', finish: 'finished', close: 'closed' },
  // A typed step takes its turn between two steps of the run.
  running: { perform: 'running', pause: 'stepping', rest: 'ready', finish: 'finished', close: 'closed' },
  finished: { perform: 'stepping', close: 'closed' },
  closed: {},
};

/** Whether the action is possible in this state. */
export function allows(status: Status, action: Action): boolean {
  return TRANSITIONS[status][action] !== undefined;
}

/** The state after the action. @throws Error if the state does not allow it. */
export function after(status: Status, action: Action): Status {
  const next = TRANSITIONS[status][action];
  if (next === undefined) throw new Error(`A session that is ${status} does not allow "${action}".`);
  return next;
}
