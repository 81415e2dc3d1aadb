/** The user's consent through the requests of a page and through the command line. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../../app/shared/trace/step.ts';
import { type Bystander, listening } from '../support/bystander-servers.ts';
import { OUT } from '../support/providers.ts';
import { withService } from '../support/service.ts';

let stranger: Bystander;
let folder: string;
beforeEach(async () => {
  stranger = await listening();
  folder = mkdtempSync(join(tmpdir(), 'handoff-consent-'));
});
afterEach(async () => {
  await stranger.close();
  rmSync(folder, { recursive: true, force: true });
});

const scenario = (...addresses: readonly string[]) => JSON.stringify({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: addresses.flatMap((address, i) => [
    { process: 'worker', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: `s${i}` },
    { process: 'worker', call: 'connect', args: { fd: `$s${i}`, address } },
  ]),
});
const kinds = (steps: readonly Step[]) => steps.map(({ outcome }) => outcome.kind);

describe('requests', () => {
  it('main lists the addresses that a scenario reaches, and accepts a consent to no others', () => withService(async ({ ask, refused }) => {
    const open = { provider: 'linux', scenario: { text: scenario(stranger.address), file: 'a.json' } } as const;
    expect(await ask('session.reaches', { scenario: open.scenario })).toEqual([`connect:${stranger.address}`]);
    expect(await refused('session.open', { ...open, allow: ['connect:127.0.0.1:1'] })).toBe(
      `bad-input: --allow connect:127.0.0.1:1: nothing in it reaches 127.0.0.1:1. It reaches connect:${stranger.address}.`);
    expect(await refused('session.open', { ...open, allow: [`send:${stranger.address}`] })).toContain('bad-input');
    expect(await refused('session.open', { ...open, scenario: { library: 'linux/stale-epoll' }, allow: [`connect:${stranger.address}`] }))
      .toContain('Leave it out');
  }));

  it('consent covers one session: restarts and branches keep it, an edited scenario keeps the addresses it still uses',
    () => withService(async ({ ask, refused, stepsOf, until }) => {
      const other = await listening();
      try {
        const open = { provider: 'linux', scenario: { text: scenario(stranger.address), file: 'a.json' } } as const;
        const all = async (session: string) => {
          await ask('session.run', { session, pace: 0 });
          await until(session, ({ status }) => status === 'finished');
          return kinds(stepsOf(session));
        };
        const { state: { session } } = await ask('session.open', { ...open, allow: [`connect:${stranger.address}`] });
        expect(await all(session)).toEqual(['ok', 'ok']);
        const branch = await ask('session.branch', { session, at: 2 });
        await until(branch.state.session, ({ replay }) => replay?.done === true);
        expect(kinds(stepsOf(branch.state.session))).toEqual(['ok', 'ok']);
        const restarted = await ask('session.restart', { session });
        expect(await all(restarted.state.session)).toEqual(['ok', 'ok']);
        const text = scenario(stranger.address, other.address);
        expect(await ask('session.reaches', { session: restarted.state.session, text })).toEqual([`connect:${other.address}`]);
        expect(await refused('session.reopen', { session: restarted.state.session, text, allow: ['connect:127.0.0.1:1'] }))
          .toContain('bad-input');
        const edited = await ask('session.reopen', { session: restarted.state.session, text });
        expect(await all(edited.state.session)).toEqual(['ok', 'ok', 'ok', 'refused']);
        const fresh = await ask('session.open', open);
        expect(await all(fresh.state.session)).toEqual(['ok', 'refused']);
        expect(await stranger.visits()).toBe(4);
        expect(await other.visits()).toBe(0);
      } finally {
        await other.close();
      }
    }));

  it('every typed step passes the same check', () => withService(async ({ ask, refused, stepsOf }) => {
    const { state: { session } } = await ask('session.open', { provider: 'linux', scenario: { text: scenario(), file: 'a.json' } });
    await ask('session.perform',
      { session, step: { process: 'worker', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' } });
    const step = { process: 'worker', call: 'connect', args: { fd: '$s', address: stranger.address } };
    await ask('session.perform', { session, step });
    expect(stepsOf(session).at(-1)!.outcome).toMatchObject({ kind: 'refused' });
    expect(await ask('session.reaches', { session, step })).toEqual([`connect:${stranger.address}`]);
    expect(await refused('session.perform', { session, step, allow: ['connect:127.0.0.1:1'] })).toContain('bad-input');
    expect(await stranger.visits()).toBe(0);
    await ask('session.perform', { session, step, allow: [`connect:${stranger.address}`] });
    expect(stepsOf(session).at(-1)!.outcome).toMatchObject({ kind: 'ok' });
    expect(await ask('session.reaches', { session, step })).toEqual([]);
    expect(await stranger.visits()).toBe(1);
  }));
});

describe('handoff run', () => {
  const handoff = (...args: string[]) => new Promise<{ code: number | null; said: string }>((resolve) => {
    const child = spawn(process.execPath, [join(OUT, 'cli.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { said += text.toString(); });
    child.once('close', (code) => { resolve({ code, said }); });
  });
  const file = (text: string) => {
    const path = join(folder, 'a.json');
    writeFileSync(path, text);
    return path;
  };

  it.each(['model', 'linux'])('refuses on %s, with the flag that allows it', async (provider) => {
    const { code, said } = await handoff('run', file(scenario(stranger.address)), '--provider', provider);
    expect(code).toBe(1);
    expect(said)
      .toContain(
      `connect would reach ${stranger.address}, which no process of this session has bound: allow it by name with --allow `
        + `connect:${stranger.address}`);
    expect(await stranger.visits()).toBe(0);
  });

  it('reaches the allowed addresses', async () => {
    const { code,
      said } = await handoff('run', file(scenario(stranger.address)), '--provider', 'linux', '--allow', `connect:${stranger.address}`,
        `--allow=connect:${stranger.address}`);
    expect(code, said).toBe(0);
    expect(await stranger.visits()).toBe(1);
  });

  it('names the problem of a permit', async () => {
    expect(await handoff('run', file(scenario(stranger.address)), '--allow', stranger.address)).toMatchObject({
      code: 2, said: expect.stringContaining(
        `--allow: "${stranger.address}" names no address of this machine. Write connect:127.0.0.1:5432`) as string,
    });
    expect(await handoff('run', file(scenario(stranger.address)), '--allow', 'connect:127.0.0.1:1')).toMatchObject({
      code: 2, said: expect.stringContaining('nothing in it reaches 127.0.0.1:1') as string,
    });
  });
});
