import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppService } from '../../app/main/services/app-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every native call made for a page stands in the audit log, in its order, without the bytes that were sent', async () => {
  const auditFile = join(folder, 'audit.ndjson');
  const service = new AppService({ host: 'web', assetsDir: 'assets', outDir: resolve('out/main'), cacheDir: folder, auditFile });
  const opened = await service.request('session.open', { provider: 'linux', scenario: { library: 'linux/take-a-connection-over' } });
  if (!opened.ok) throw new Error(opened.message);
  let { state } = opened.value;
  while (state.status === 'ready' && state.performed < state.planned) {
    const stepped = await service.request('session.step', { session: state.session });
    if (!stepped.ok) throw new Error(stepped.message);
    state = stepped.value;
  }
  await service.dispose();

  const lines = readFileSync(auditFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { kind: string; call: string; process: string; provider: string; args?: { data?: string } });
  const planned = opened.value.scenario.steps.flatMap((step) => ('call' in step ? [step.call] : 'kill' in step ? ['kill'] : []));
  expect(lines.map(({ call }) => call)).toEqual(planned);
  expect(new Set(lines.map(({ provider }) => provider))).toEqual(new Set(['linux']));
  expect(lines.filter(({ call }) => call === 'send').map(({ args }) => args!.data)).toEqual(['10 characters']);
});
