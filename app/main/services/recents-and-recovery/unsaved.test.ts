import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ModelProvider } from '../../../shared/model/provider.ts';
import { readTrace } from '../../../shared/trace/file.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { call, play } from '../../../../tests/support/play.ts';
import { SessionEngine } from '../session/engine.ts';
import { Unsaved, UnsavedFile } from './unsaved.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'handoff-unsaved-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const TEXT = JSON.stringify({
  format: 'handoff-scenario/1', title: 'Mine', rules: 'linux', processes: [{ name: 'main' }],
  steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' },
    { process: 'main', call: 'close', args: { fd: '$s' } }],
});

/** The lines of a file that a session left. */
async function left(): Promise<string[]> {
  const scenario = parseScenario(TEXT, 'mine.json');
  const session = await SessionEngine.open({ scenario, providerId: 'model',
    makeProvider: (events) => Promise.resolve(new ModelProvider('linux', events)), clock: () => 0 });
  await session.step();
  await session.step();
  await session.close();
  const head = JSON.stringify({ format: 'handoff-unsaved/1', owner: { pid: 2 ** 30, start: null }, at: new Date(0).toISOString(),
    header: session.log.header });
  return [head, ...session.log.steps().map((step) => JSON.stringify({ step }))];
}

const put = (n: number, lines: readonly string[]): void => {
  mkdirSync(join(folder, 'unsaved'), { recursive: true });
  writeFileSync(join(folder, 'unsaved', `${String(n).padStart(16, '0')}.ndjson`), lines.map((line) => `${line}\n`).join(''));
};

it('a damaged file is no reason not to offer the others', async () => {
  const lines = await left();
  const head = JSON.parse(lines[0]!) as { header: object };
  put(1, lines);
  const damaged: unknown[] = [null, 7, [], {}, { ...head, header: null }, { ...head, header: { ...head.header, scenario: null } },
    { ...head, header: { ...head.header, scenario: { title: {} } } }, { ...head, owner: null }];
  for (const [i, first] of damaged.entries()) put(i + 2, [JSON.stringify(first), ...lines.slice(1)]);
  put(20, ['[['.repeat(50_000)]);
  put(21, []);
  const work = new Unsaved(folder);
  expect((await work.list(() => false)).map(({ id, title, steps }) => [id, title, steps])).toEqual([['0000000000000001', 'Mine', 2]]);
  await expect(work.restore('0000000000000003')).rejects.toThrow('this work no longer exists');
});

it.each<[string, (lines: string[]) => string[]]>([
  ['is cut off', ([head, first, second]) => [head!, first!, second!.slice(0, 40)]],
  ['has a line that says nothing', ([head, first, second]) => [head!, first!, 'null', second!]],
  ['has a step that is none', ([head, first, second]) => [head!, first!, '{"step":{"n":2}}', second!]],
])('a file that %s is restored up to there', async (_what, damage) => {
  put(1, damage(await left()));
  const { trace } = await new Unsaved(folder).restore('0000000000000001');
  const { log, damage: told } = readTrace(trace, 'x');
  expect([log.length, told]).toEqual([1, null]);
});

it('steps whose predictions know a result in part are restored', async () => {
  const log = await play('linux', [
    call('main', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['a', 'b']),
    call('main', 'sendmsg', { fd: '$a', data: 'x', rights: ['$a'] }), call('main', 'recvmsg', { fd: '$b', length: 1 }, 'got'),
    call('main', 'recv', { fd: '$b', length: 1, flags: ['MSG_DONTWAIT'] }),
  ]);
  const results = log.step(3)!.predicted?.outcome;
  expect(results).toMatchObject({ results: { descriptors: { match: 'count' } } });
  const file = new UnsavedFile(folder, log.header, new Date(0), (why) => { throw new Error(why); });
  for (const step of log.steps()) file.add({ step });
  await file.end(true);
  const work = new Unsaved(folder);
  const [entry] = await work.list(() => false);
  const { log: restored, damage } = readTrace((await work.restore(entry!.id)).trace, 'x');
  expect([restored.length, damage]).toEqual([4, null]);
  expect(restored.step(3)!.predicted?.outcome).toEqual(results);
});

it('a file of the maximum length is offered without being read into memory', async () => {
  const lines = await left();
  const step = lines[1]!;
  put(1, [lines[0]!, ...Array.from({ length: Math.ceil((48 << 20) / step.length) }, () => step), '{"edited":"{}"}']);
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage().rss;
  const [found] = await new Unsaved(folder).list(() => false);
  expect(found).toMatchObject({ edited: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
});

it('a folder that cannot be made, and a full disk, end the recovery and nothing else', async () => {
  const lost: string[] = [];
  const scenario = parseScenario(TEXT, 'mine.json');
  const header = { format: 'handoff-trace/1', scenario, provider: 'model', platform: 'model', rules: 'linux',
    start: { added: {}, updated: {}, removed: {} } } as const;
  writeFileSync(join(folder, 'unsaved'), 'in the way');
  const file = new UnsavedFile(folder, header, new Date(0), (why) => { lost.push(why); });
  for (let i = 0; i < 3; i++) file.add({ edited: 'x' });
  await file.end(false);
  expect(lost).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['unsaved']);
});
