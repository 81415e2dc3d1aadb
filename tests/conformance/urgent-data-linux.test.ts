/** MSG_OOB on Linux: the system says what it does, the rules have no opinion on either end from then on. */
import { expect, it } from 'vitest';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { linuxProvider } from '../support/providers.ts';

const call = (name: string, args: object, more: object = {}): object => ({ process: 'main', call: name, args, ...more });

it('is sent and received with real calls, and leaves both ends unsure', async () => {
  const scenario = parseScenario(JSON.stringify({
    format: 'handoff-scenario/1', title: 'Urgent data', rules: 'linux', processes: [{ name: 'main' }],
    steps: [
      call('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, { as: 'l' }),
      call('bind', { fd: '$l', address: '127.0.0.1:0' }),
      call('getsockname', { fd: '$l' }, { as: 'address' }),
      call('listen', { fd: '$l', backlog: 1 }),
      call('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, { as: 'c' }),
      call('connect', { fd: '$c', address: '$address' }, { expect: { ok: true } }),
      call('accept4', { fd: '$l' }, { as: 's', expect: { ok: true } }),
      call('send', { fd: '$c', data: 'abc!', flags: ['MSG_OOB'] }, { expect: { value: 4 } }),
      call('recv', { fd: '$s', length: 16, flags: ['MSG_OOB'] }, { expect: { data: '!' } }),
      call('recv', { fd: '$s', length: 16, flags: ['MSG_DONTWAIT'] }, { expect: { data: 'abc' } }),
    ],
  }), 'urgent.json');
  const { steps } = await runScenario(scenario, 'linux', linuxProvider);
  expect(faults(steps)).toEqual([]);
  const [sent, urgent, rest] = [steps.at(-3)!, steps.at(-2)!, steps.at(-1)!];
  expect([sent, urgent, rest].map((step) => step.predicted?.outcome.kind)).toEqual(['unknown', 'unknown', 'unknown']);
  const changed = Object.values(sent.diff.updated).map(([, after]) => after);
  expect(changed.map((socket) => socket.kind === 'socket' && socket.sure)).toEqual([false, false]);
  expect(urgent.diff.updated).toEqual({});
});
