/** A scenario reaches the processes of its session and no other, under Wine: exports, handles and windows. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { SCENARIO_FORMAT, type Scenario, type ScenarioStep } from '../../app/shared/scenario/format.ts';
import type { Action } from '../../app/shared/trace/step.ts';
import { TestSession } from '../../native-bridge/host/session.fixture.ts';
import { wineProvider } from '../support/providers.ts';
import { wineSpawn, windowsPath } from '../support/wine-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-reach-'));
let child: ChildProcess;
/** The Windows id of a process that no session has made. */
let stranger: number;

beforeAll(async () => {
  const [script, said] = [join(folder, 'stranger.js'), join(folder, 'pid')];
  writeFileSync(script,
    `require('fs').writeFileSync(${JSON.stringify(windowsPath(said))}, String(process.pid) + '\\n'); setInterval(() => {}, 1000);`);
  child = wineSpawn(['node', windowsPath(script)], 'ignore');
  for (let look = 0; look < 600 && !(existsSync(said) && readFileSync(said, 'utf8').endsWith('\n')); look++) await pause(50);
  stranger = Number(readFileSync(said, 'utf8'));
});
afterAll(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const SOCKET = {
  process: 'worker', call: 'WSASocketW',
  args: { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', flags: ['WSA_FLAG_OVERLAPPED'] }, as: 's',
} as const;

const scenarioOf = (...steps: object[]): Scenario => ({
  format: SCENARIO_FORMAT, title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'worker' }, { name: 'gone' }],
  steps: steps as ScenarioStep[],
});

async function inSession(steps: object[], use: (session: SessionEngine) => Promise<void>): Promise<void> {
  const session = await SessionEngine.open({
    scenario: scenarioOf(...steps), providerId: 'winsock', makeProvider: wineProvider,
  });
  try {
    while (!session.finished) await session.step();
    await use(session);
  } finally {
    await session.close();
  }
}

const last = (session: SessionEngine) => session.log.steps().at(-1)!;
const refusal = (text: string) => ({ kind: 'refused', reason: expect.stringContaining(text) as string });
const reaching = (pid: number | string) => [
  { process: 'worker', call: 'WSADuplicateSocketW', args: { s: '$s', processId: pid } },
  { process: 'worker', call: 'WSADuplicateSocketW', args: { s: '$s', processId: pid }, raw: true },
  { process: 'worker', call: 'DuplicateHandle', args: { s: '$s', targetProcess: pid } },
  { process: 'worker', call: 'DuplicateHandle', args: { s: '$s', targetProcess: pid }, raw: true },
];

it('another process is refused by the check, raw or not', () => {
  for (const step of reaching(stranger)) {
    expect(() => checkScenario(scenarioOf(SOCKET, step)))
      .toThrow(`${step.call} reaches processes of the scenario only, and ${stranger} can be any process`);
  }
});

it('the session refuses a foreign pid from every source, and opens no handle', async () => {
  await inSession([SOCKET], async (session) => {
    const came: Action = { kind: 'message', from: 'main', to: 'main', carrier: 'ipc', name: null, content: { kind: 'text', text: '' },
      as: null };
    await session.surroundings.note(came, () => {}, { name: 'n', value: stranger });
    for (const step of [...reaching(stranger), ...reaching('$n')]) {
      await session.perform(step as ScenarioStep);
      expect(last(session).outcome).toMatchObject(refusal(`${stranger} is not a process of this session`));
    }
    // Counted by the system, over the handle tables of all processes: the one descriptor, and the descriptor of the export.
    await session.perform({ process: 'worker', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$main' } });
    expect(last(session).outcome.kind).toBe('ok');
    expect(last(session).facts).toContainEqual(expect.objectContaining({ what: 'references', value: 2 }));
  });
});

it('a handle of the calling process itself is not duplicated', async () => {
  await inSession([], async (session) => {
    await session.perform({ process: 'worker', call: 'DuplicateHandle', args: { s: -1, targetProcess: '$main' } });
    expect(last(session).outcome).toMatchObject(refusal('stands for worker itself'));
  });
});

it('a window is one that the session made in that process', async () => {
  await inSession([SOCKET, { process: 'main', call: 'CreateWindowExW', as: 'w' }], async (session) => {
    for (const window of ['$w', 0xffff, 65_552]) {
      await session.perform({ process: 'worker', call: 'WSAAsyncSelect', args: { s: '$s', window, message: 0x10, mask: ['FD_READ'] },
        raw: true });
      expect(last(session).outcome).toMatchObject(refusal('is not a window that this session made in worker'));
    }
  });
});

it('the id of a process of the session that has ended stays its own', async () => {
  await inSession([SOCKET, { kill: 'gone' }], async (session) => {
    // Wine gives an id up about a second after the process has ended, if nothing holds it (W3).
    await pause(2500);
    await session.perform({ process: 'worker', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$gone' } });
    expect(last(session).outcome).toMatchObject(refusal('has ended'));
    await session.perform({ process: 'worker', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$gone' }, raw: true });
    expect(last(session).outcome.kind).toBe('ok');
  });
});

describe('numbers', () => {
  it('that C would cut are refused by the process that makes the call; -1 is INVALID_SOCKET', async () => {
    const session = await TestSession.open(['main', 'worker'], 'winsock', wineProvider);
    try {
      const { descriptor: s } = await session.ok('worker', 'WSASocketW', SOCKET.args);
      for (const [call, args] of [
        ['closesocket', { s: s! + 2 ** 53 }], ['WSADuplicateSocketW', { s: s!, processId: session.pids.get('main')! + 2 ** 32 }],
        ['setsockopt', { s: s!, level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 65_537, linger: 0 } }],
        ['select', { read: [2 ** 53], timeout: 0 }],
      ] as const) {
        expect((await session.perform('worker', call, args)).outcome).toMatchObject(refusal('does not fit'));
      }
      expect((await session.perform('worker', 'closesocket', { s: -1 })).outcome).toMatchObject({ kind: 'error', name: 'WSAENOTSOCK' });
      expect((await session.perform('worker', 'getsockopt', { s: s!, level: 'SOL_SOCKET', name: 'SO_TYPE' })).outcome.kind).toBe('ok');
    } finally {
      await session.provider.dispose();
    }
  });
});
