import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppService } from '../app-service.ts';
import { entryOf } from './entries.ts';
import { AuditLog, MAX_BYTES } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = { kind: 'call', call: 'socket', outcome: 'ok' } as const;

it('keeps a line a record, and never more than two files of its size', () => {
  const file = join(folder, 'deep', 'audit.ndjson');
  const log = new AuditLog(file, () => new Date(0));
  log.record(entry);
  log.flush();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ at: '1970-01-01T00:00:00.000Z', pid: process.pid, ...entry });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const long = { ...entry, args: { note: 'x'.repeat(4000) } };
  for (let i = 0; i < 3000; i++) log.record(long);
  log.flush();
  expect(statSync(file).size).toBeLessThanOrEqual(MAX_BYTES);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(MAX_BYTES);
  const { text } = log.read(10_000);
  for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ call: 'socket' });
});

it('reports that it cannot be written, and continues', () => {
  const inTheWay = join(folder, 'a-file');
  writeFileSync(inTheWay, '');
  const log = new AuditLog(join(inTheWay, 'audit.ndjson'));
  log.record(entry);
  expect(log.read(100)).toMatchObject({ text: '', problem: expect.stringContaining('cannot write the audit log') as string });
});

it('reports how many lines a full disk lost, and starts on a new line', () => {
  const file = join(folder, 'full.ndjson');
  symlinkSync('/dev/full', file);
  const log = new AuditLog(file, () => new Date(0));
  log.record(entry);
  log.record(entry);
  expect(log.read(100).problem).toContain('ENOSPC');
  rmSync(file);
  writeFileSync(file, '{"at":"1970');
  log.record(entry);
  log.flush();
  expect(readFileSync(file, 'utf8').split('\n').slice(1, 3).map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '1970-01-01T00:00:00.000Z', pid: process.pid, kind: 'lost', lines: 2 },
    { at: '1970-01-01T00:00:00.000Z', pid: process.pid, ...entry },
  ]);
  expect(log.read(100).problem).toBeNull();
});

it('does not move the file away while another host does', () => {
  const file = join(folder, 'shared.ndjson');
  writeFileSync(file, 'x'.repeat(MAX_BYTES));
  writeFileSync(`${file}.lock`, '');
  const log = new AuditLog(file);
  log.record(entry);
  log.flush();
  expect(existsSync(`${file}.1`)).toBe(false);
  // A lock this old was left by a process that has ended.
  utimesSync(`${file}.lock`, new Date(0), new Date(0));
  log.record(entry);
  log.flush();
  log.record(entry);
  log.flush();
  expect(statSync(`${file}.1`).size).toBeGreaterThan(MAX_BYTES);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

it('contains no step of the model and no sent bytes', async () => {
  const service = new AppService({ host: 'web', assetsDir: 'assets', outDir: 'out/main', cacheDir: folder,
    auditFile: join(folder, 'none.ndjson') });
  const opened = await service.request('session.open', { provider: 'model', scenario: { library: 'linux/stale-epoll' } });
  if (!opened.ok) throw new Error(opened.message);
  await service.request('session.step', { session: opened.value.state.session });
  const kept = await service.request('app.audit', {});
  expect(kept).toMatchObject({ ok: true, value: { text: '' } });
  await service.dispose();
});

it('has a line for a held call that its limit released, and none for those that a request released', () => {
  const released = (by: 'limit' | 'command') => entryOf({ event: 'recording.released', recording: 'recording-1', held: 3, by }, null);
  expect(released('limit')).toMatchObject({ kind: 'foreign', session: 'recording-1', args: { held: 3 }, outcome: 'released by its limit' });
  expect(released('command')).toBeNull();
});
