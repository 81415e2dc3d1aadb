/** The live requests as a page makes them: through the gate, by ids alone. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../app/main/hosts/gate.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { USER } from '../../app/shared/base/limits.ts';
import type { HostEvent, Input, Output, RequestName } from '../../app/shared/contract/contract.ts';
import type { LiveChanged } from '../../app/shared/live/answers.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { isOurChild } from '../support/leftovers.ts';
import { startProgram, type Started } from './support/started.ts';

let service: AppService;
let program: Started;
let port: number;
const running: Started[] = [];

beforeAll(async () => {
  service = new AppService({ host: 'cli', assetsDir: resolve('assets'), outDir: resolve('out/main'), cacheDir: resolve('.cache') });
  program = startProgram(process.execPath,
    ['-e',
      'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) }); '
        + 'process.stdin.resume()']);
  port = Number(/\d+/.exec(await program.says(/^port/))![0]);
});
afterEach(() => Promise.all(running.splice(0).map((p) => p.stop())));
afterAll(async () => {
  await service.dispose();
  await program.stop();
});

async function ask<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K>> {
  const given = await answer(service, name, input);
  if (!given.ok) throw new Error(`${given.code}: ${given.message}`);
  return given.value as Output<K>;
}

const children = (): number[] => readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && isOurChild(pid));

const rowOf = async (capture: string) =>
  (await ask('live.rows', { capture, filter: `port:${port} listening`, from: 0, count: 10 })).rows[0]!;

describe('live requests', () => {
  it('scan, filter, sort and look at one', async () => {
    const { capture, counts, header } = await ask('live.scan', {});
    expect(header.endedAt).toBeGreaterThanOrEqual(header.startedAt);
    const row = await rowOf(capture);
    expect(row).toMatchObject({ kind: 'tcp', state: 'listening', local: `127.0.0.1:${port}`, acceptor: 'seen',
      processes: [{ pid: program.pid }] });
    const all = await ask('live.rows', { capture, filter: '', from: 0, count: 500, sort: { by: 'port', descending: true } });
    expect(all.total).toBe(counts.sockets);
    const detail = await ask('live.detail', { capture, socket: row.socket });
    expect(detail.holders).toMatchObject([{ process: { pid: program.pid }, closeOnExec: true, fetch: { possible: true } }]);
    expect(detail.holders[0]!.command).toContain('-e');
    const groups = await ask('live.groups', { capture, filter: `port:${port}`, count: 100 });
    expect(groups).toMatchObject({ processes: [{ pid: program.pid }], label: [String(port)], watchStale: [0] });
    expect(await ask('live.rows', { capture, filter: 'port:x', from: 0, count: 5 })).toMatchObject({ total: 0,
      problem: expect.stringContaining('is not a port') });
  });

  it('refuse ids that main never gave, and rows that a capture has not', async () => {
    const { capture } = await ask('live.scan', {});
    await expect(ask('live.rows',
      { capture: 'capture-999', filter: '', from: 0, count: 1 })).rejects.toThrow('refused: There is no capture-999');
    await expect(ask('live.detail', { capture, socket: 19_999_999 })).rejects.toThrow(`refused: ${capture} has no socket`);
    await expect(ask('live.fetch', { capture, holder: 19_999_999 })).rejects.toThrow('has no holder');
    await expect(ask('live.fetchConfirm',
      { question: `question-${'0'.repeat(32)}` })).rejects.toThrow('does not exist or is already answered');
    await expect(ask('live.release', { fetched: 'fetched-7' })).rejects.toThrow('There is no fetched-7');
    for (const bad of [{ capture, holder: -1 }, { capture, holder: 0, pid: 1 }, { capture: '../x', holder: 0 }]) {
      await expect(ask('live.fetch', bad as never)).rejects.toThrow('bad-input');
    }
  });

  it('keep the last eight captures', async () => {
    const first = await ask('live.scan', { tier: 'proc' });
    for (let i = 0; i < 8; i++) await ask('live.scan', { tier: 'proc' });
    await expect(ask('live.rows', { capture: first.capture, filter: '', from: 0, count: 1 })).rejects.toThrow('only the last 8');
  });

  it('save and open a capture, compressed or not, and compare it with now', async () => {
    const before = await ask('live.scan', {});
    const file = await ask('live.save', { capture: before.capture, as: 'ndjson.gz' });
    const opened = await ask('live.open', { gzip: file.content, file: file.name });
    expect(opened).toMatchObject({ source: { kind: 'file', file: file.name, damage: null },
      counts: { ...before.counts, processes: opened.counts.processes } });
    const other = startProgram(process.execPath,
      ['-e',
        'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) }); '
          + 'process.stdin.resume()']);
    running.push(other);
    const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
    const now = await ask('live.scan', {});
    const comparison = await ask('live.compare',
      { before: opened.capture, after: now.capture, filter: `port:${added}`, from: 0, count: 10 });
    expect(comparison).toMatchObject({ added: 1, updated: 0, removed: 0,
      changes: [{ change: 'added', after: { local: `127.0.0.1:${added}` } }] });
    expect(await ask('live.rows', { capture: now.capture, since: before.capture, filter: `port:${added}`, from: 0, count: 10 }))
      .toMatchObject({ rows: [{ change: 'added' }], removed: 0 });
    const csv = await ask('live.save', { capture: now.capture, as: 'csv', filter: `port:${added}` });
    expect(csv.content.split('\r\n')).toHaveLength(3);
    const row = (await ask('live.rows', { capture: opened.capture, filter: `port:${port} listening`, from: 0, count: 1 })).rows[0]!;
    const detail = await ask('live.detail', { capture: opened.capture, socket: row.socket });
    expect(detail.holders[0]).toMatchObject({ command: null,
      fetch: { possible: false, why: expect.stringContaining('comes from a file') } });
    await expect(ask('live.open', { text: 'nothing', file: 'x' })).rejects.toThrow('bad-input: x:1: not a capture of this program');
    await expect(ask('live.open', { gzip: 'AAAA', file: 'x' })).rejects.toThrow('bad-input');
  });

  it('watch tells of each capture and of what changed, until it is turned off', async () => {
    const told: LiveChanged[] = [];
    let heard = () => {};
    const off = service.onEvent((event: HostEvent) => {
      if (event.event !== 'live.changed') return;
      told.push(event);
      heard();
    });
    const next = () => new Promise<void>((resolve) => { heard = resolve; });
    await ask('live.watch', { on: true, everyMs: 250, tier: 'proc' });
    await next();
    expect(told[0]).toMatchObject({ before: null, added: 0 });
    const other = startProgram(process.execPath,
      ['-e', 'require("net").createServer().listen(0, "127.0.0.1", () => console.log("up")); process.stdin.resume()']);
    running.push(other);
    await other.says(/^up/);
    for (let i = told.length; !told.slice(1).some((t) => t.added > 0); i++) {
      expect(i).toBeLessThan(40);
      await next();
    }
    expect(told[1]!.before).toBe(told[0]!.capture.capture);
    expect(await ask('live.watch', { on: false })).toMatchObject({ on: false });
    off();
  });
});

describe('fetching a copy of a descriptor', () => {
  it('asks first, fetches the confirmed copy once, lists its options and owner, and releases it', async () => {
    const { capture } = await ask('live.scan', {});
    const row = await rowOf(capture);
    const { holders } = await ask('live.detail', { capture, socket: row.socket });
    const question = await ask('live.fetch', { capture, holder: holders[0]!.holder });
    expect(question.sentences.join(' ')).toContain('one more holder');
    expect(await ask('live.fetched', {})).toEqual([]);
    const fetched = await ask('live.fetchConfirm', { question: question.question });
    expect(fetched).toMatchObject({ from: { pid: program.pid }, local: `127.0.0.1:${port}`, owner: { kind: 'none' }, nonblocking: true,
      asynchronous: false });
    expect(fetched.options).toContainEqual({ name: 'SO_ACCEPTCONN', value: '1' });
    expect(readlinkSync(`/proc/self/fd/${fetched.descriptor}`)).toBe(readlinkSync(`/proc/${program.pid}/fd/${holders[0]!.descriptor}`));
    expect(readFileSync(`/proc/self/fdinfo/${fetched.descriptor}`, 'utf8')).toMatch(/flags:\s*02/);
    await expect(ask('live.fetchConfirm', { question: question.question })).rejects.toThrow('is already answered');
    const again = await ask('live.scan', {});
    expect(await rowOf(again.capture)).toMatchObject({ holders: 2, cookie: fetched.cookie });
    await ask('live.release', { fetched: fetched.fetched });
    await expect(ask('live.release', { fetched: fetched.fetched })).rejects.toThrow('refused');
    expect(() => readlinkSync(`/proc/self/fd/${fetched.descriptor}`)).toThrow('ENOENT');
  });

  it('is limited per user: another copy is refused until one is released', async () => {
    const { capture } = await ask('live.scan', {});
    const { holders } = await ask('live.detail', { capture, socket: (await rowOf(capture)).socket });
    const question = () => ask('live.fetch', { capture, holder: holders[0]!.holder });
    const late = await question();
    const copies: string[] = [];
    for (let i = 0; i < USER.copies; i++) copies.push((await ask('live.fetchConfirm', { question: (await question()).question })).fetched);
    const full = `unavailable: ${USER.copies} copies of descriptors are held, and ${USER.copies} are the most: `
      + 'each keeps a socket of another process open. Release one first.';
    await expect(question()).rejects.toThrow(full);
    // It was asked while there was room.
    await expect(ask('live.fetchConfirm', { question: late.question })).rejects.toThrow(full);
    await ask('live.release', { fetched: copies.pop()! });
    copies.push((await ask('live.fetchConfirm', { question: (await question()).question })).fetched);
    for (const fetched of copies) await ask('live.release', { fetched });
  });

  describe('and stepping through it', () => {
    const copied = async () => {
      const { capture } = await ask('live.scan', {});
      const { holders } = await ask('live.detail', { capture, socket: (await rowOf(capture)).socket });
      return ask('live.fetchConfirm', { question: (await ask('live.fetch', { capture, holder: holders[0]!.holder })).question });
    };
    /** Cancels the opening as it is told of for the first time at which `when` is so. */
    const cancelWhen = (opening: string, when: (started: number) => boolean) => service.onEvent((event) => {
      if (event.event === 'session.opening' && event.opening === opening && when(event.started)) void ask('session.cancel', { opening });
    });

    it.each([
      ['while its holders are looked for', (opening: string) => { void ask('session.cancel', { opening }); return () => {}; }],
      ['while its process is started', (opening: string) => cancelWhen(opening, (started) => started === 0)],
      ['as its process runs', (opening: string) => cancelWhen(opening, (started) => started === 1)],
    ])('is cancelled %s: the copy is there as before, and no session', async (_, cancelling) => {
      const { fetched, descriptor } = await copied();
      const link = readlinkSync(`/proc/self/fd/${descriptor}`);
      const before = children();
      const answered = ask('live.session', { fetched, opening: 'a' });
      const off = cancelling('a');
      await expect(answered).rejects.toThrow('cancelled: Opening the session was cancelled.');
      off();
      expect(await ask('session.list', {})).toEqual([]);
      expect(children()).toEqual(before);
      expect((await ask('live.fetched', {})).map((copy) => copy.fetched)).toEqual([fetched]);
      expect(readlinkSync(`/proc/self/fd/${descriptor}`)).toBe(link);

      // It can be tried again, and is the session's then.
      const { state: { session, length } } = await ask('live.session', { fetched, opening: 'b' });
      expect(length).toBe(1);
      expect(await ask('live.fetched', {})).toEqual([]);
      await ask('session.close', { session });
      expect(() => readlinkSync(`/proc/self/fd/${descriptor}`)).toThrow('ENOENT');
    });

    it('ends without a session where the copy was released meanwhile', async () => {
      const { fetched } = await copied();
      const answered = ask('live.session', { fetched });
      await ask('live.release', { fetched });
      await expect(answered).rejects.toThrow(`refused: There is no ${fetched}; it was released`);
      expect(await ask('session.list', {})).toEqual([]);
    });
  });

  it('adopts the flags of found descriptors; a copy leaves the conclusion on acceptors unchanged', async () => {
    const python = startProgram('python3', ['-c', [
      'import socket, sys', 's = socket.socket()', 's.bind(("127.0.0.1", 0))', 's.listen()', 's.set_inheritable(True)',
      'print("port", s.getsockname()[1], flush=True)', 'sys.stdin.read()'].join('\n')]);
    running.push(python);
    const theirs = Number(/\d+/.exec(await python.says(/^port/))![0]);
    const look = async () => {
      const { capture } = await ask('live.scan', {});
      return { capture, row: (await ask('live.rows', { capture, filter: `port:${theirs}`, from: 0, count: 1 })).rows[0]! };
    };
    const { capture, row } = await look();
    expect(row.acceptor).toBe('none seen');
    const { holders } = await ask('live.detail', { capture, socket: row.socket });
    const { question } = await ask('live.fetch', { capture, holder: holders[0]!.holder });
    const { fetched } = await ask('live.fetchConfirm', { question });
    expect((await look()).row).toMatchObject({ holders: 2, acceptor: 'none seen' });
    const { state: { session } } = await ask('live.session', { fetched });
    const { log } = readTrace(await ask('session.trace', { session }), 'session');
    expect(log.steps().map((step) => step.divergences)).toEqual([[]]);
    await ask('session.close', { session });
  });

  it('refuses a holder that has ended since the capture', async () => {
    const other = startProgram(process.execPath,
      ['-e',
        'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) }); '
          + 'process.stdin.resume()']);
    const theirs = Number(/\d+/.exec(await other.says(/^port/))![0]);
    const { capture } = await ask('live.scan', {});
    const [row] = (await ask('live.rows', { capture, filter: `port:${theirs}`, from: 0, count: 1 })).rows;
    const { holders } = await ask('live.detail', { capture, socket: row!.socket });
    const question = await ask('live.fetch', { capture, holder: holders[0]!.holder });
    await other.stop();
    await expect(ask('live.fetchConfirm', { question: question.question })).rejects.toThrow(/pidfd_open|has ended|descriptor/);
    await expect(ask('live.fetch', { capture, holder: holders[0]!.holder })).rejects.toThrow('has ended since the capture');
    expect(await ask('live.fetched', {})).toEqual([]);
  });
});
