/** SO_PASSRIGHTS: a receiver refuses descriptors (Linux 6.16 and later). The rules leave it open. */
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';

const scenario = checkScenario({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }],
  steps: [
    { process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['x', 'y'] },
    { process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['v', 'w'] },
    { process: 'main', call: 'setsockopt', args: { fd: '$y', level: 'SOL_SOCKET', name: 'SO_PASSRIGHTS', value: 0 } },
    { process: 'main', call: 'sendmsg', args: { fd: '$x', data: 'd', rights: ['$v'] } },
    { process: 'main', call: 'setsockopt', args: { fd: '$y', level: 'SOL_SOCKET', name: 'SO_PASSRIGHTS', value: 1 } },
    { process: 'main', call: 'sendmsg', args: { fd: '$x', data: 'd', rights: ['$v'] }, expect: { ok: true } },
  ],
});

describe('a receiver that turned SO_PASSRIGHTS off', () => {
  it('refuses descriptors where the kernel has the option, and nothing diverges', async () => {
    const { steps } = await runScenario(scenario, 'linux', linuxProvider);
    const [, , set, sent, , again] = steps.map(({ outcome }) => (outcome.kind === 'error' ? outcome.name : outcome.kind));
    expect([set, sent, again]).toEqual(set === 'ok' ? ['ok', 'EPERM', 'ok'] : ['ENOPROTOOPT', 'ok', 'ok']);
    expect(steps.flatMap((step) => step.divergences)).toEqual([]);
  });
});
