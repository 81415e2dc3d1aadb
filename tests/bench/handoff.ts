/** A handoff in a session, with everything on, beside the bare script that makes the same calls. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { runInWine, windowsPath } from '../support/wine-node.ts';
import { median } from './measure.ts';

const BARE = resolve('out/bench/bare.js');
const HANDOFFS = 60;
/** Not counted, on either side: code that runs for the first time is slow for reasons of its own. */
const WARM = 20;
const LIMIT_MS = 60_000;

export type System = 'linux' | 'winsock';

/** Median milliseconds of one handoff between two processes of the bare script. */
export async function bareHandoff(system: System): Promise<number> {
  const stdout = system === 'linux' ? await output() : (await runInWine([windowsPath(BARE), 'source', String(HANDOFFS)], LIMIT_MS)).stdout;
  return median((JSON.parse(stdout) as { millis: number[] }).millis.slice(WARM));
}

function output(): Promise<string> {
  const child = spawn(process.execPath, [BARE, 'source', String(HANDOFFS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => { done(text); });
  });
}

/** Median milliseconds of the three steps of one handoff from `source` to `target`, as a session performs them. */
export async function sessionHandoff(system: System, source: string): Promise<number> {
  const scenario = checkScenario({
    format: 'handoff-scenario/1', title: 'Handoffs', rules: system,
    processes: [...new Set(['main', source, 'target'])].map((name) => ({ name })),
    steps: system === 'linux' ? linuxSteps(source) : winsockSteps(source),
  });
  const before = scenario.steps.length - 4 * HANDOFFS;
  const makeProvider = (events: ProviderEvents): Promise<Provider> => (system === 'linux' ? linuxProvider : wineProvider)(events);
  const session = await SessionEngine.open({ scenario, providerId: system, makeProvider });
  const millis: number[] = [];
  try {
    for (let i = 0; i < before; i++) await session.step();
    for (let i = 0; i < HANDOFFS; i++) {
      const start = performance.now();
      for (let part = 0; part < 3; part++) await session.step();
      millis.push(performance.now() - start);
      await session.step();
    }
  } finally {
    await session.close();
  }
  const wrong = session.log.steps().find((s) => s.outcome.kind !== 'ok' || s.divergences.some((d) => d.knownDifference === null));
  if (wrong)
    throw new Error(
      `Step ${wrong.n} of the handoff did not go as predicted: ${JSON.stringify(wrong.outcome)} ${JSON.stringify(wrong.divergences)}`);
  return median(millis.slice(WARM));
}

function linuxSteps(source: string): object[] {
  const call = (process: string, name: string, args: object, as?: string): object => ({ process, call: name, args, ...(as ? { as } : {}) });
  return [
    call(source, 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' }, 's'),
    call(source, 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, 'out'),
    call('target', 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, 'inbox'),
    call('target', 'bind', { fd: '$inbox', address: '@' }),
    call('target', 'getsockname', { fd: '$inbox' }, 'inboxName'),
    { message: '$inboxName', from: 'target', to: source, carrier: 'ipc' },
    ...Array.from({ length: HANDOFFS }, (_, i) => [
      call(source, 'sendmsg', { fd: '$out', data: 'x', rights: ['$s'], to: '$inboxName' }),
      { message: 'one for you', from: source, to: 'target', carrier: 'ipc' },
      call('target', 'recvmsg', { fd: '$inbox', length: 8, flags: ['MSG_CMSG_CLOEXEC'] }, `d${i}`),
      call('target', 'close', { fd: `$d${i}` }),
    ]).flat(),
  ];
}

function winsockSteps(source: string): object[] {
  return [
    { process: source, call: 'WSASocketW',
      args: { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', flags: ['WSA_FLAG_OVERLAPPED'] }, as: 's' },
    ...Array.from({ length: HANDOFFS }, (_, i) => [
      { process: source, call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: `b${i}` },
      { message: `$b${i}`, from: source, to: 'target', carrier: 'ipc' },
      { process: 'target', call: 'WSASocketW', args: { protocolInfo: `$b${i}`, flags: ['WSA_FLAG_OVERLAPPED'] }, as: `d${i}` },
      { process: 'target', call: 'closesocket', args: { s: `$d${i}` } },
    ]).flat(),
  ];
}
