import { expect, it } from 'vitest';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { Cancelled } from './cancelled.ts';
import { NotPermitted } from './not-permitted.ts';
import { problemOf } from './problem-of.ts';
import { Refused } from './refused.ts';
import { Unavailable } from './unavailable.ts';

it.each([
  [new InputProblem('no such call', 'steps[0].call', 'Write another.'), 'bad-input', 'steps[0].call: no such call. Write another.'],
  [new Unavailable('Not here.'), 'unavailable', 'Not here.'],
  [new NotPermitted('Not for this user.'), 'unavailable', 'Not for this user.'],
  [new Cancelled('Opening the session was cancelled.'), 'cancelled', 'Opening the session was cancelled.'],
  [new Refused('There is no session-1'), 'refused', 'There is no session-1'],
  [new TypeError('It broke'), 'internal', 'It broke'],
])('%s: %s', (error, code, message) => {
  expect(problemOf(error)).toEqual({ ok: false, code, message });
});

it('lets only the message of an exception cross', () => {
  const thrown = Object.assign(new Error('It broke', { cause: 'inner' }), { path: '/home/someone', handle: 0xcc });
  expect(problemOf(thrown)).toEqual({ ok: false, code: 'internal', message: 'It broke' });
});

it('describes a thrown value that is no Error', () => {
  expect(problemOf({ path: '/x' })).toEqual({ ok: false, code: 'internal', message: 'The request failed' });
});

it('suggests an action for a system error', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write', path: '/data/x' });
  expect(problemOf(full)).toMatchObject({ code: 'unavailable', message: expect.stringContaining('/data/x: the disk is full') as string });
});
