/** Processes that a scenario creates: what they inherit on Windows, and that none outlives its session. */
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { checkScenario, parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { OneTimeListener } from '../../native-bridge/host/one-time-listener.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

const FOLDER = 'tests/conformance/rules/winsock';
const read = (name: string): Scenario => parseScenario(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);

it("Wine's Winsock still refuses inherited handles (W16)", async () => {
  const { steps } = await runScenario(read('inherited-handle.json'), 'winsock', wineProvider);
  expect(steps.flatMap((s) => s.divergences).map((d) => d.knownDifference)).toContain('W16');
});

/** Pids of peers of that name that still run; a process that has ended and awaits its parent does not. */
function running(name: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
      return words.includes('--peer') && words.includes(name) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      return false;
    }
  });
}

async function gone(name: string): Promise<string[]> {
  for (let look = 0; look < 100 && running(name).length > 0; look++) await new Promise((resolve) => setTimeout(resolve, 50));
  return running(name);
}

const scenarioOf = (rules: 'linux' | 'winsock', name: string, steps: object[]): Scenario => checkScenario({
  format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'parent' }, { name, start: 'later' }], steps,
});

describe('no created process outlives its session', () => {
  it.each([
    ['a fork of a process that was killed', 'linux', linuxProvider, 'forked-and-left',
      [{ process: 'parent', call: 'fork', args: { process: 'forked-and-left' } }, { kill: 'parent' }]],
    ['a fork of main', 'linux', linuxProvider, 'forked-by-main', [{ process: 'main', call: 'fork', args: { process: 'forked-by-main' } }]],
    ['a suspended process that was never resumed', 'winsock', wineProvider, 'never-resumed',
      [{ process: 'main', call: 'CreateProcessW', args: { process: 'never-resumed', suspended: true } }]],
  ] as const)('%s', async (_what, rules, provider, name, steps) => {
    const session = await SessionEngine.open({
      scenario: scenarioOf(rules, name, [...steps]), providerId: rules, makeProvider: provider,
    });
    while (!session.finished) await session.step();
    expect(faults(session.log.steps())).toEqual([]);
    expect(running(name).length).toBeGreaterThan(0);
    await session.close();
    expect(await gone(name)).toEqual([]);
  });

  it('records that a created process was killed from outside', async () => {
    const session = await SessionEngine.open({
      scenario: scenarioOf('linux', 'struck', [
        { process: 'parent', call: 'fork', args: { process: 'struck' }, as: 'pid' },
        { process: 'struck', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' } },
        { process: 'struck', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' } },
      ]), providerId: 'linux', makeProvider: linuxProvider,
    });
    await session.step();
    await session.step();
    process.kill(Number(running('struck')[0]), 'SIGKILL');
    while (!session.log.steps().some((s) => s.action.kind === 'death')) await new Promise((resolve) => setTimeout(resolve, 20));
    await session.step();
    expect(session.log.steps().at(-1)!.outcome).toMatchObject({ kind: 'refused', reason: 'struck is no longer running' });
    await session.close();
  });
});

it('the socket of a created process rejects peers without its token and accepts the process itself', async () => {
  const listener = await OneTimeListener.open('peer');
  const { port, token } = listener.address;
  const stranger = connect(port, '127.0.0.1');
  const ended = new Promise((resolve) => { stranger.once('close', resolve); });
  stranger.on('error', () => {});
  const hello = Buffer.from(JSON.stringify({ kind: 'peer', token: 'x'.repeat(64) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(hello.length);
  stranger.write(Buffer.concat([length, hello]));
  await ended;
  const rightful = connect(port, '127.0.0.1');
  const word = Buffer.from(JSON.stringify({ kind: 'peer', token }));
  length.writeUInt32LE(word.length);
  rightful.write(Buffer.concat([length, word]));
  expect((await listener.accept(20_000, 'It did not connect')).hello).toEqual({ kind: 'peer', token });
  rightful.destroy();
});
