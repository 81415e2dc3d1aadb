import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUT } from '../support/providers.ts';
import { ServedPage, longScenario } from '../support/served.ts';

let config: string;
let pages: ServedPage[];
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'handoff-serve-'));
  pages = [];
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.end('SIGKILL')));
  rmSync(config, { recursive: true, force: true });
});

async function served(options: Partial<Parameters<typeof ServedPage.open>[0]> = {}): Promise<ServedPage> {
  const page = await ServedPage.open({ config, ...options });
  pages.push(page);
  return page;
}

/** Opens a session of the model and has it make all its steps. */
async function runLong(page: ServedPage, steps: number): Promise<string> {
  const opened = await page.request('session.open',
    { provider: 'model', scenario: { text: longScenario(steps), file: 'long.json' }, unlisted: true });
  if (!opened.ok) return opened.code;
  const { session } = opened.value.state;
  await page.request('session.run', { session, pace: 0 });
  return session;
}
const finished = (page: ServedPage,
  session: string) => page.events.some((e) => e.event === 'session.state' && e.state.session === session && e.state.status === 'finished');

describe('a host whose memory is nearly used up', () => {
  it('reports it, stops the run, lets the user save, and survives', async () => {
    const page = await served({ node: ['--max-old-space-size=90'] });
    // The work of somebody, to be saved when it comes to that.
    const work = await page.request('session.open', { provider: 'model', scenario: { library: 'linux/stale-epoll' }, unlisted: true });
    const kept = work.ok ? work.value.state.session : '';
    await page.request('session.step', { session: kept });
    const sessions: string[] = [];
    // Each is a megabyte to keep. Far more than fit are asked for.
    let refused: unknown = null;
    while (sessions.length < 200 && refused === null) {
      const opened = await page.request('session.open',
        { provider: 'model', scenario: { text: longScenario(9000), file: 'long.json' }, unlisted: true });
      if (opened.ok) sessions.push(opened.value.state.session);
      else refused = opened;
    }
    expect(refused).toMatchObject({ ok: false, code: 'unavailable', message: expect.stringContaining('nearly used up') });
    expect(page.notices.join('\n')).toMatch(/memory is nearly used up \(\d+ of \d+ MB\)\. Runs are paused until memory is freed/);
    // Both would open a second session before they close the first.
    const text = longScenario(2);
    for (const again of [page.request('session.restart', { session: kept }), page.request('session.reopen', { session: kept, text })]) {
      expect(await again).toMatchObject({ ok: false, code: 'unavailable', message: expect.stringContaining('nearly used up') });
    }
    // What there is can be saved, and left.
    expect(await page.request('session.trace', { session: kept })).toMatchObject({ ok: true, value: expect.stringContaining('"n":1') });
    expect((await page.request('session.list', {})).ok).toBe(true);
    for (const session of sessions) expect(await page.request('session.close', { session })).toMatchObject({ ok: true });
    expect(await page.end()).toBe(0);
  }, 180_000);
});

describe('a host whose disk is full', () => {
  it('continues, and reports that crash recovery is off', async () => {
    const disk = join(config, 'disk');
    mkdirSync(disk);
    const within = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=64k none ${disk} && exec "$@"`,
      'sh'];
    const page = await served({ config: disk, within });
    const session = await runLong(page, 400);
    await page.until(() => finished(page, session));
    expect(page.notices).toEqual(['Crash recovery is off for “Long”: no space is left on the disk. Save its trace in another place.']);
    const trace = await page.request('session.trace', { session });
    expect(trace.ok && trace.value.trim().split('\n')).toHaveLength(401);
    expect(await page.request('session.close', { session })).toMatchObject({ ok: true });
    expect(await page.end()).toBe(0);
  });

  it('continues without a data folder', async () => {
    writeFileSync(join(config, 'file'), '');
    const page = await served({ config: join(config, 'file') });
    const session = await runLong(page, 10);
    await page.until(() => finished(page, session));
    expect(page.notices)
      .toEqual(['Crash recovery is off for “Long”: a file exists in place of the folder. Save its trace in another place.']);
    expect(await page.end()).toBe(0);
  });
});

describe('two instances side by side', () => {
  it('share a data folder: each keeps its work private while it runs, and offers the sessions that the other left in a crash', async () => {
    const [one, two] = [await served(), await served()];
    const open = async (page: ServedPage, library: string) => {
      const opened = await page.request('session.open', { provider: 'model', scenario: { library } });
      if (!opened.ok) throw new Error(opened.message);
      const { session } = opened.value.state;
      for (let i = 0; i < 3; i++) await page.request('session.step', { session });
    };
    const work = async (page: ServedPage) => {
      const listed = await page.request('work.list', {});
      if (!listed.ok) throw new Error(listed.message);
      return { recent: listed.value.recent.map(({ title }) => title).sort(),
        unsaved: listed.value.unsaved.map(({ title, steps }) => `${title}, ${steps}`) };
    };
    await Promise.all([open(one, 'winsock/hand-a-connection-over'), open(two, 'linux/stale-epoll')]);
    const recent = ['An epoll registration without a number', 'Hand a connection over'];
    for (const page of [one, two]) expect((await work(page)).unsaved).toEqual([]);
    await one.end('SIGKILL');
    expect((await work(two)).unsaved).toEqual(['Hand a connection over, 3']);
    // What was opened in the very same moment by both can be listed by one alone; nothing else can be.
    for (const title of (await work(two)).recent) expect(recent).toContain(title);
    expect((await work(two)).recent.length).toBeGreaterThan(0);
    expect(await two.end()).toBe(0);
    const three = await served();
    expect((await work(three)).unsaved.sort()).toEqual(['An epoll registration without a number, 3', 'Hand a connection over, 3']);
  });

  it('that write the same trace leave a whole one', async () => {
    const file = join(config, 'same.ndjson');
    const runs = await Promise.all(['linux/stale-epoll', 'linux/pidfd-getfd', 'linux/stale-epoll'].map(async (id) => {
      const child = spawn(process.execPath, [join(OUT, 'cli.js'), 'run', id, '--provider', 'linux', '--trace', file], { stdio: 'ignore' });
      return new Promise((resolve) => child.once('exit', resolve));
    }));
    expect(runs).toEqual([0, 0, 0]);
    expect(spawnSync(process.execPath, [join(OUT, 'cli.js'), 'export', file, '--to', 'svg', '--out', join(config, 'a.svg')],
      { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: `wrote ${join(config, 'a.svg')}\n` });
    expect(readdirSync(config).sort()).toEqual(['a.svg', 'same.ndjson']);
  });
});
