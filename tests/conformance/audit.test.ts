import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTrace } from '../../app/shared/trace/file.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { type Running, start } from '../support/clients.ts';
import { OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the audit log has every native call of a page, in order, without the bytes sent', async () => {
  const auditFile = join(folder, 'audit.ndjson');
  const service = new AppService({ host: 'web', assetsDir: 'assets', outDir: resolve('out/main'), cacheDir: folder, auditFile });
  const opened = await service.request('session.open', { provider: 'linux', scenario: { library: 'linux/take-a-connection-over' } });
  if (!opened.ok) throw new Error(opened.message);
  const { state } = opened.value;
  for (let { performed } = state; performed < state.planned;) {
    const stepped = await service.request('session.step', { session: state.session });
    if (!stepped.ok) throw new Error(stepped.message);
    ({ performed } = stepped.value);
  }
  await service.dispose();

  const lines = readFileSync(auditFile, 'utf8').trim().split('\n')
    .map((line) => JSON.parse(line) as { kind: string; call: string; process: string; provider: string; args?: { data?: string } });
  const planned = opened.value.scenario.steps.flatMap((step) => ('call' in step ? [step.call] : 'kill' in step ? ['kill'] : []));
  expect(lines.map(({ call }) => call)).toEqual(planned);
  expect(new Set(lines.map(({ provider }) => provider))).toEqual(new Set(['linux']));
  expect(lines.filter(({ call }) => call === 'send').map(({ args }) => args!.data)).toEqual(['10 characters']);
});

it('a socket given to a process of the user and one taken from it are noted, with who it was and without the bytes', async () => {
  const auditFile = join(folder, 'own.ndjson');
  const service = new AppService({ host: 'web', assetsDir: 'assets', outDir: resolve('out/main'), cacheDir: folder, auditFile });
  const handoff = (...args: string[]) => start(process.execPath, [join(OUT, 'cli.js'), ...args], folder);
  const running: Running[] = [];
  try {
    const opened = await service.request('session.open', { provider: 'linux', scenario: { library: 'linux/hand-a-connection-over' } });
    if (!opened.ok) throw new Error(opened.message);
    const { session } = opened.value.state;
    for (let i = 0; i < 3; i++) await service.request('session.step', { session });
    const trace = await service.request('session.trace', { session });
    const { log } = readTrace(trace.ok ? trace.value : '', 'x');
    const descriptor = [...log.worldAt(log.length).ofKind('descriptor')].find(({ process: of }) => of === 'process:main')!.id;
    const [to, from] = [`unix:${join(folder, 'to')}`, `unix:${join(folder, 'from')}`];
    const taker = handoff('take', '--from', to);
    running.push(taker);
    const pid = Number((await taker.says(/process (\d+) waits/))[1]);
    const own = await service.request('own.process', { pid });
    if (!own.ok) throw new Error(own.message);
    expect(await service.request('own.give', { session, descriptor, process: own.value.id, place: to })).toMatchObject({ ok: true });
    const taking = service.request('own.take', { session, from: { place: from } });
    running.push(handoff('give', '--to', from));
    expect(await taking).toMatchObject({ ok: true });
    // Bytes are counted; a refusal leaves its line too.
    expect(await service.request('own.take', { session, from: { text: 'ab'.repeat(628) } })).toMatchObject({ ok: false });
    await service.dispose();
    const lines = readFileSync(auditFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { kind: string });
    expect(lines.filter(({ kind }) => kind === 'foreign')).toEqual([
      expect.objectContaining({ call: 'own.process', args: { pid },
        answer: { id: 'own-1', name: own.value.name, owner: own.value.owner } }),
      expect.objectContaining({ call: 'own.give', args: { session, descriptor, process: 'own-1', place: to }, answer: { takenBy: pid } }),
      expect.objectContaining({ call: 'own.take', args: { session, from: { place: from } }, answer: { name: 'taken' }, outcome: 'done' }),
      expect.objectContaining({ call: 'own.take', args: { session, from: { text: '1256 characters' } }, outcome: 'refused or failed' }),
    ]);
  } finally {
    for (const { child } of running) child.kill('SIGKILL');
    await service.dispose();
  }
});
