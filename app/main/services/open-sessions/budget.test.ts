import { expect, it } from 'vitest';
import { HOST, USER } from '../../../shared/base/limits.ts';
import { Budget, HostBudget } from './budget.ts';

it('counts the sessions of a user, and gives room back once', () => {
  const budget = new Budget();
  const holds = Array.from({ length: USER.sessions }, () => budget.take(0));
  const most = USER.sessions;
  expect(() => budget.take(0))
    .toThrow(`The session was not opened: you have ${most} sessions open, and ${most} are the most. Close one first.`);
  holds[0]!.release();
  holds[0]!.release();
  holds[0] = budget.take(0);
  expect(() => budget.take(0)).toThrow('Close one first');
});

it('counts the processes of all sessions of a user', () => {
  const budget = new Budget();
  budget.take(USER.processes - 3);
  expect(() => budget.take(4)).toThrow(
    `it needs 4 processes, you have ${USER.processes - 3}, and ${USER.processes} are the most. Close a session first.`);
  budget.take(3);
  // The model starts none.
  budget.take(0);
});

it('counts the sessions of all users of a host', () => {
  const host = new HostBudget({ sessions: 2, processes: 5 });
  const [one, two] = [new Budget(host), new Budget(host)];
  const hold = one.take(3);
  expect(() => two.take(3)).toThrow('it needs 3 processes, all users of this host have 3, and 5 are the most');
  two.take(2);
  expect(() => one.take(0)).toThrow('all users of this host have 2 sessions open, and 2 are the most');
  hold.release();
  two.take(3);
  expect(host.used).toEqual({ sessions: 2, processes: 5 });
});

it('does not count the session that a new one replaces', () => {
  const budget = new Budget(new HostBudget({ sessions: 1, processes: 3 }));
  const former = budget.take(3);
  expect(() => budget.take(3)).toThrow('are the most');
  const next = budget.take(3, former);
  former.release();
  expect(() => budget.take(0)).toThrow('are the most');
  next.release();
  budget.take(3);
});

it('starts no process for which the inspector has no descriptors', () => {
  const needed = 2 * HOST.descriptorsPerProcess + HOST.freeDescriptors;
  expect(() => new Budget(new HostBudget(HOST, () => needed - 1)).take(2)).toThrow(
    `The inspector can open ${needed - 1} more descriptors, and needs ${needed} to start 2 processes. Close a session`);
  new Budget(new HostBudget(HOST, () => needed)).take(2);
  new Budget(new HostBudget(HOST, () => 0)).take(0);
});
