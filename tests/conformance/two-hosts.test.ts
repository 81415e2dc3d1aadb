import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { readTrace } from '../../app/shared/trace/file.ts';
import { OUT } from '../support/providers.ts';
import { ServedPage } from '../support/served.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-two-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = promisify(execFile);
/** What serve calls its folder below the place for such folders. */
const data = join(folder, 'socket-handoff-inspector');
const MAX_BYTES = 4 * 1024 * 1024;
const EARLIER = `${JSON.stringify({ at: '1970-01-01T00:00:00.000Z', pid: 1, kind: 'call', call: 'earlier', outcome: 'x'.repeat(900) })}\n`;

it('two hosts of one data folder lose no line of the audit log and no recent file', async () => {
  mkdirSync(data, { recursive: true });
  const earlier = Math.floor((MAX_BYTES - 3000) / EARLIER.length);
  writeFileSync(join(data, 'audit.ndjson'), EARLIER.repeat(earlier));
  const pages = await Promise.all([ServedPage.open({ config: folder }), ServedPage.open({ config: folder })]);
  let steps = 0;
  try {
    const library = ['linux/stale-epoll', 'linux/the-last-close-closes', 'linux/one-option-every-descriptor',
      'linux/hand-a-connection-over'];
    await Promise.all(pages.map(async (page, i) => {
      for (const id of [library[i]!, library[i + 2]!]) {
        const opened = await page.request('session.open', { provider: 'linux', scenario: { library: id } });
        if (!opened.ok) throw new Error(opened.message);
        const { state } = opened.value;
        for (let { performed } = state; performed < state.planned;) {
          const stepped = await page.request('session.step', { session: state.session });
          if (!stepped.ok) throw new Error(stepped.message);
          ({ performed } = stepped.value);
        }
        steps += opened.value.scenario.steps.filter((step) => 'call' in step || 'kill' in step).length;
        await page.request('session.close', { session: state.session });
      }
    }));
    const work = await pages[0].request('work.list', {});
    if (!work.ok) throw new Error(work.message);
    expect(work.value.recent).toHaveLength(4);
  } finally {
    await Promise.all(pages.map((page) => page.end()));
  }
  const lines = ['audit.ndjson.1', 'audit.ndjson'].filter((name) => existsSync(join(data, name)))
    .flatMap((name) => readFileSync(join(data, name), 'utf8').trim().split('\n'));
  const calls = lines.map((line) => JSON.parse(line) as { call: string; kind: string });
  expect(calls.filter(({ call }) => call === 'earlier')).toHaveLength(earlier);
  expect(calls.filter(({ kind }) => kind === 'lost')).toEqual([]);
  expect(calls.filter(({ call, kind }) => call !== 'earlier' && kind !== 'foreign')).toHaveLength(steps);
  expect(readdirSync(data).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

it('two runs that write one trace leave one whole trace', async () => {
  const file = join(folder, 'one.ndjson');
  const runs = await Promise.all(['linux/stale-epoll', 'linux/the-last-close-closes'].map((id) =>
    run(process.execPath, [join(OUT, 'cli.js'), 'run', id, '--trace', file]).then(() => 0, () => 1)));
  expect(runs).toEqual([0, 0]);
  const { log, damage } = readTrace(readFileSync(file, 'utf8'), file);
  expect(damage).toBeNull();
  expect(log.length).toBeGreaterThanOrEqual(log.header.scenario.steps.length);
  expect(readdirSync(folder).filter((name) => name.startsWith('one.'))).toEqual(['one.ndjson']);
});
