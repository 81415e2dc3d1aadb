import { describe, expect, it } from 'vitest';
import { ModelProvider } from '../../../shared/model/provider.ts';
import { checkScenario } from '../../../shared/scenario/check.ts';
import { SessionEngine } from './engine.ts';

const MAKE = [
  { process: 'a', call: 'socket', args: { af: 'AF_INET', type: 'SOCK_DGRAM', protocol: 'IPPROTO_UDP' }, as: 's' },
  { process: 'a', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$b' }, as: 'blob' },
  { message: '$blob', from: 'a', to: 'b', carrier: 'ipc' },
];
const take = (process: string, more: object = {}) => ({ process, call: 'WSASocketW', args: { protocolInfo: '$blob' }, ...more });

/** The outcome of the last step, on the model: the guard stands before every provider. */
async function last(...steps: object[]): Promise<{ kind: string; reason?: string; name?: string }> {
  const scenario = checkScenario({
    format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'a' }, { name: 'b' }, { name: 'c' }],
    steps,
  });
  const session = await SessionEngine.open({
    scenario, providerId: 'model', makeProvider: (events) => Promise.resolve(new ModelProvider('winsock', events)), clock: () => 0,
  });
  while (!session.finished) await session.step();
  await session.close();
  return session.log.steps().at(-1)!.outcome;
}

describe('the transfer guard', () => {
  it('refuses a second import', async () => {
    expect(await last(...MAKE, take('b'), take('b'))).toMatchObject({ kind: 'refused',
      reason: expect.stringContaining('it can be used once (S4)') as string });
  });

  it('refuses an import in a process that it was not made for', async () => {
    const outcome = await last(...MAKE, { message: '$blob', from: 'b', to: 'c', carrier: 'ipc' }, take('c'));
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('was made for b') as string });
  });

  it('refuses an export to a process that has ended', async () => {
    const outcome = await last(MAKE[0]!, { kill: 'b' }, MAKE[1]!);
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('has ended') as string });
  });

  it('lets a raw step through', async () => {
    expect(await last(...MAKE, take('b'), take('b', { raw: true }))).toMatchObject({ kind: 'error', name: 'WSAEINVAL' });
  });
});

describe('the guard of addresses', () => {
  const UNREADABLE = ['C:\\Users\\me\\app.sock', 'c:/app.sock', '\\\\.\\pipe\\x', 'app.sock', 'localhost:80'];
  it.each(UNREADABLE)('refuses %s in a $name', async (address) => {
    const outcome = await last({ message: address, from: 'main', to: 'a', carrier: 'ipc', as: 'address' }, MAKE[0]!,
      // It fails, so that the name keeps the text.
      { process: 'a', call: 'getpeername', args: { s: '$s' }, as: 'address' },
      { process: 'a', call: 'connect', args: { s: '$s', address: '$address' } });
    expect(outcome).toMatchObject({ kind: 'refused',
      reason: expect.stringContaining(`connect would reach ${address}, and whose socket is there cannot be checked`) as string });
  });
});

describe('raw steps', () => {
  const check = (step: object) => () => checkScenario({
    format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'client', role: 'outside' }],
    steps: [step],
  });

  it('are not for main', () => {
    expect(check({ process: 'main', call: 'WSACreateEvent', raw: true })).toThrow('steps[0].raw: "main" cannot make a raw step');
  });

  it('are not for outside processes', () => {
    expect(check({ process: 'client', call: 'closes', raw: true })).toThrow('steps[0].raw: an outside process shares nothing');
  });
});
