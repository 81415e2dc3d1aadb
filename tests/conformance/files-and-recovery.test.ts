/** What outlives a window: recents, unsaved work after a crash, and two instances that share a folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTrace } from '../../app/shared/trace/file.ts';
import { thisProcess } from '../../native-bridge/host/owner.ts';
import { withService } from '../support/service.ts';

const HANDOFF = { provider: 'model', scenario: { library: 'winsock/hand-a-connection-over' } } as const;
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'handoff-data-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const files = () => readdirSync(join(folder, 'unsaved')).map((name) => join(folder, 'unsaved', name));

it('lists recent files once each, newest first, and reopens them', async () => {
  await withService(async ({ ask, refused }) => {
    const { scenario } = await ask('session.open', HANDOFF);
    await ask('session.open', { provider: 'model', scenario: { text: JSON.stringify({ ...scenario, title: 'Mine' }), file: 'mine.json' } });
    await ask('session.open', HANDOFF);
    await ask('session.open', { ...HANDOFF, scenario: { library: 'winsock/take-a-connection-over' }, unlisted: true });
    await ask('work.keepTrace', { title: 'run.ndjson.gz', provider: 'linux', gzip: Buffer.from('bytes').toString('base64') });
    const { recent } = await ask('work.list', {});
    expect(recent.map((r) => [r.title, r.kind])).toEqual([['run.ndjson.gz', 'trace'], ['Hand a connection over', 'library'],
      ['Mine', 'scenario']]);
    expect(await ask('work.recent', { id: recent[2]!.id })).toMatchObject({ kind: 'scenario', file: 'mine.json',
      text: expect.stringContaining('"Mine"') as string });
    expect(await ask('work.recent', { id: recent[0]!.id })).toEqual({ kind: 'trace', file: 'run.ndjson.gz',
      gzip: Buffer.from('bytes').toString('base64') });
    expect(await refused('work.recent', { id: '../../../../etc' })).toContain('bad-input: work.recent: id');
    expect(await refused('work.recent', { id: '0'.repeat(16) })).toContain('no longer in the recent list');
    // A list that somebody has damaged is none, and is replaced whole.
    writeFileSync(join(folder, 'recent.json'), '{"version":1,"entr');
    expect((await ask('work.list', {})).recent).toEqual([]);
    await ask('session.open', HANDOFF);
    expect(JSON.parse(readFileSync(join(folder, 'recent.json'), 'utf8'))).toMatchObject({ version: 1, entries: [{ kind: 'library' }] });
    await ask('work.forgetRecent', {});
    expect((await ask('work.list', {})).recent).toEqual([]);
  }, folder);
});

it('a session closed by the user leaves nothing; one whose page disappeared is offered with its edits', async () => {
  await withService(async ({ ask }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    await ask('session.step', { session });
    expect((await ask('work.list', {})).unsaved, 'while it is open').toEqual([]);
    await ask('session.close', { session });
    expect(files()).toEqual([]);

    const { state: { session: second }, scenario } = await ask('session.open', HANDOFF);
    for (let i = 0; i < 3; i++) await ask('session.step', { session: second });
    await ask('session.perform', { session: second, step: { process: 'main', call: 'WSACreateEvent', as: 'e' } });
    await ask('work.keepEdited', { session: second, text: JSON.stringify({ ...scenario, title: 'Edited' }) });
    await ask('session.close', { session: second, keep: true });
    const [left] = (await ask('work.list', {})).unsaved;
    expect(left).toMatchObject({ title: 'Hand a connection over', provider: 'model', steps: 4, edited: true });
    const { trace, edited } = await ask('work.restore', { id: left!.id });
    const { log, damage } = readTrace(trace, 'x');
    expect([log.length, damage, log.header.scenario.steps[3]]).toEqual([4, null, { process: 'main', call: 'WSACreateEvent', as: 'e' }]);
    expect(edited).toContain('"Edited"');
    await ask('work.discard', { id: left!.id });
    expect((await ask('work.list', {})).unsaved).toEqual([]);
  }, folder);
});

/** A host of its own with the same folder, as the user would start it. */
async function anotherHost(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), 'serve', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_CONFIG_HOME: folder } });
  const url = await new Promise<string>((done) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      const found = /open (\S+)/.exec(said)?.[1];
      if (found !== undefined) done(found);
    });
  });
  return { child, url };
}

it('the next instance offers a crashed session up to its last complete line, and none while its writer runs', async () => {
  const { child } = await anotherHost();
  await withService(async ({ ask }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    for (let i = 0; i < 5; i++) await ask('session.step', { session });
    await ask('session.close', { session, keep: true });
    const [path] = files();
    const text = readFileSync(path!, 'utf8');
    const by = (owner: object) => text.replace(JSON.stringify(thisProcess()), JSON.stringify(owner));
    // The other instance is there: its file is its own.
    const start = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;
    writeFileSync(path!, by({ pid: child.pid, start }));
    expect((await ask('work.list', {})).unsaved).toEqual([]);
    // Its pid is another process's by now.
    writeFileSync(path!, by({ pid: child.pid, start: '1' }));
    expect((await ask('work.list', {})).unsaved).toHaveLength(1);
    writeFileSync(path!, by({ pid: child.pid, start }).slice(0, -40));
    const gone = new Promise((done) => { child.once('exit', done); });
    child.kill('SIGKILL');
    await gone;
    const [left] = (await ask('work.list', {})).unsaved;
    expect(left).toMatchObject({ steps: 4 });
    expect(readTrace((await ask('work.restore', { id: left!.id })).trace, 'x').log.length).toBe(4);
  }, folder);
});

it('two instances that write at the same time leave a complete list', async () => {
  await withService(async (one) => {
    await withService(async (other) => {
      const ids = (await one.ask('library.list', {})).filter((e) => e.rules === 'winsock').slice(0, 6).map((e) => e.id);
      await Promise.all(ids.map((library,
        i) => (i % 2 === 0 ? one : other).ask('session.open', { provider: 'model', scenario: { library } })));
      const { recent } = await other.ask('work.list', {});
      expect(recent.length).toBeGreaterThan(0);
      expect(readdirSync(folder).filter((name) => name.startsWith('recent.json.'))).toEqual([]);
    }, folder);
  }, folder);
});
