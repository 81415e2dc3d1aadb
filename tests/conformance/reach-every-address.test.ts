/** A socket can be bound to every address of the machine, and never listens there. */
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';

const scenario = (address: string, family: string) => checkScenario({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'b' }],
  steps: [
    { process: 'b', call: 'socket', args: { domain: family, type: 'SOCK_STREAM' }, as: 's' },
    { process: 'b', call: 'bind', args: { fd: '$s', address }, expect: { ok: true } },
    { process: 'b', call: 'dup', args: { fd: '$s' }, as: 'copy' },
    { process: 'b', call: 'listen', args: { fd: '$s', backlog: 1 } },
    { process: 'b', call: 'listen', args: { fd: '$copy', backlog: 1 }, raw: true },
  ],
});

describe.each([['0.0.0.0:0', 'AF_INET'], ['[::]:0', 'AF_INET6']])('a socket that is bound to %s', (address, family) => {
  it('is refused to listen, through any descriptor and in raw steps too', async () => {
    const { steps } = await runScenario(scenario(address, family), 'linux', linuxProvider);
    expect(steps.slice(0, 3).map((step) => step.outcome.kind)).toEqual(['ok', 'ok', 'ok']);
    for (const { outcome } of steps.slice(3)) {
      expect(outcome).toEqual({ kind: 'refused', reason: 'listen would accept connections from other machines, because the socket is bound '
        + 'to every address: bind it to 127.0.0.1 or [::1]' });
    }
  });
});
