import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { wineProvider } from '../support/providers.ts';
import { runScenario } from '../support/run-scenario.ts';

const NEW = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', flags: ['WSA_FLAG_OVERLAPPED'] };
const main = (call: string, args: object, as?: string): object => ({ process: 'main', call, args, ...(as === undefined ? {} : { as }) });
const LISTENING = [
  main('WSASocketW', NEW, 'l'), main('bind', { s: '$l', address: '127.0.0.1:0' }), main('listen', { s: '$l', backlog: 4 }),
  main('getsockname', { s: '$l' }, 'at'),
];
const CONNECTED = [
  ...LISTENING, { process: 'worker', call: 'WSASocketW', args: NEW, as: 'c' },
  { process: 'worker', call: 'connect', args: { s: '$c', address: '$at' } },
  main('accept', { s: '$l' }, 's'),
];

async function lastOutcome(steps: readonly object[]) {
  const scenario = checkScenario({
    format: 'handoff-scenario/1', title: 'Main never waits', rules: 'winsock', processes: [{ name: 'main' }, { name: 'worker' }], steps,
  });
  return (await runScenario(scenario, 'winsock', wineProvider)).steps.at(-1)!.outcome;
}

const WOULD_BLOCK = { kind: 'refused', reason: expect.stringContaining('would block') as string };

describe('main makes no call that could wait, real calls under Wine', () => {
  it('no recv on a socket with readable data that a pending operation will take', async () => {
    expect(await lastOutcome([
      ...CONNECTED, main('WSARecv', { s: '$s', length: 4, overlapped: true }, 'o'),
      { process: 'worker', call: 'send', args: { s: '$c', data: 'enough for two' } },
      main('WSARecv', { s: '$s', length: 4, overlapped: true }), main('WSARecv', { s: '$s', length: 64, overlapped: true }),
      main('WSARecv', { s: '$s', length: 8, overlapped: true }),
      main('recv', { s: '$s', length: 8, flags: ['MSG_PEEK'] }),
    ])).toMatchObject(WOULD_BLOCK);
  });

  it('not a recv on a listening socket', async () => {
    expect(await lastOutcome([...LISTENING, main('recv', { s: '$l', length: 8 })])).toMatchObject(WOULD_BLOCK);
  });

  it('allows a send while a read is pending on the socket, through this descriptor or another', async () => {
    const sent = { kind: 'ok', results: { number: 3 } };
    expect(await lastOutcome([
      ...CONNECTED, main('WSARecv', { s: '$s', length: 4, overlapped: true }, 'o'), main('send', { s: '$s', data: 'own' }),
    ])).toMatchObject(sent);
    expect(await lastOutcome([
      ...CONNECTED, main('WSADuplicateSocketW', { s: '$s', processId: '$worker' }, 'blob'),
      { message: '$blob', from: 'main', to: 'worker', carrier: 'ipc' },
      { process: 'worker', call: 'WSASocketW', args: { protocolInfo: '$blob', flags: ['WSA_FLAG_OVERLAPPED'] }, as: 'copy' },
      { process: 'worker', call: 'WSARecv', args: { s: '$copy', length: 4, overlapped: true } },
      main('send', { s: '$s', data: 'any' }),
    ])).toMatchObject(sent);
  });

  it('allows a recv if data is available', async () => {
    expect(await lastOutcome([...CONNECTED, { process: 'worker', call: 'send', args: { s: '$c', data: 'here' } },
      main('recv', { s: '$s', length: 8 })]))
      .toMatchObject({ kind: 'ok', results: { data: 'here' } });
  });
});
