import { describe, expect, it } from 'vitest';
import { type Action, type Status, TRANSITIONS, after, allows } from './states.ts';

const STATES: readonly Status[] = ['ready', 'stepping', 'running', 'finished', 'closed'];
const ACTIONS: readonly Action[] = ['step', 'perform', 'run', 'pause', 'rest', 'finish', 'close'];

/** The table again, written the other way round: from, action, to. */
const LISTED: readonly (readonly [Status, Action, Status])[] = [
  ['ready', 'step', 'stepping'], ['ready', 'perform', 'stepping'], ['ready', 'run', 'running'], ['ready', 'close', 'closed'],
  ['stepping', 'step', 'stepping'], ['stepping', 'perform', 'stepping'], ['stepping', 'rest', 'ready'],
  ['stepping', 'finish', 'finished'], ['stepping', 'close', 'closed'],
  ['running', 'perform', 'running'], ['running', 'pause', 'stepping'], ['running', 'rest', 'ready'], ['running', 'finish', 'finished'],
  ['running', 'close', 'closed'],
  ['finished', 'perform', 'stepping'], ['finished', 'close', 'closed'],
];

describe('the states of a session', () => {
  it('are the states of the table, and each transition leads to one of them', () => {
    expect(Object.keys(TRANSITIONS).toSorted()).toEqual(STATES.toSorted());
    const targets = Object.values(TRANSITIONS).flatMap((actions) => Object.values(actions));
    expect(targets.filter((status) => !STATES.includes(status))).toEqual([]);
  });

  it.each(LISTED)('%s, %s: %s', (from, action, to) => {
    expect(allows(from, action)).toBe(true);
    expect(after(from, action)).toBe(to);
  });

  const listed = (from: Status, action: Action) => LISTED.some(([f, a]) => f === from && a === action);
  it.each(STATES.flatMap((from) => ACTIONS.filter((action) => !listed(from, action)).map((action) => [from, action] as const)))(
    '%s refuses %s', (from, action) => {
      expect(allows(from, action)).toBe(false);
      expect(() => after(from, action)).toThrow(`A session that is ${from} does not allow "${action}".`);
    });

  it('all lead to closed, and closed is final', () => {
    expect(STATES.filter((from) => from !== 'closed').map((from) => after(from, 'close'))).toEqual(Array(4).fill('closed'));
    expect(TRANSITIONS.closed).toEqual({});
  });
});
