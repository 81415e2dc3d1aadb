import { spawn, spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { TOPICS, helpFor } from '../../app/main/hosts/cli/help.ts';
import { RULES } from '../../app/shared/rules/catalogue.ts';
import { OUT } from '../support/providers.ts';

const CLI = join(OUT, 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'handoff-cli-json-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const handoff = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', timeout: 55_000 });
const linesOf = (text: string): unknown[] => text.trim().split('\n').map((line) => JSON.parse(line) as unknown);

describe('the schemas of --json', () => {
  it.each(Object.entries(JSON_SCHEMAS))('%s is published (vitest -u updates it)', async (name, schema) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
    await expect(`${JSON.stringify({ $schema, title: name, ...rest }, null, 2)}\n`).toMatchFileSnapshot(`../../assets/schema/${name}.json`);
  });

  it('every line of run matches its schema', () => {
    const lines = linesOf(handoff('run', 'linux/stale-epoll', '--provider', 'linux', '--json').stdout);
    for (const line of lines) JSON_SCHEMAS['handoff-run-1'].parse(line);
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.at(-1)).toMatchObject({ provider: 'linux', platform: 'linux', note: null });
  });

  it('validate keeps to its own, for good files and bad ones', () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{"format":"handoff-scenario/1"}');
    const { stdout, status } = handoff('validate', 'assets/scenarios/linux/stale-epoll.json', bad, '--json');
    const [good, wrong] = linesOf(stdout).map((line) => JSON_SCHEMAS['handoff-validate-1'].parse(line));
    expect(good).toMatchObject({ ok: true, title: 'An epoll registration without a number' });
    expect(wrong).toMatchObject({ ok: false, file: bad });
    expect(status).toBe(2);
  });
});

describe('the schemas of the rest', () => {
  it('decode keeps to its own, for the bytes and for the frame', () => {
    const blob = join(folder, 'blob.bin');
    writeFileSync(blob, Buffer.alloc(628, 1));
    const { stdout, status } = handoff('decode', blob, '--json');
    const { targetPid, fields } = JSON_SCHEMAS['handoff-decode-1'].parse(JSON.parse(stdout));
    expect(targetPid).toBeNull();
    expect(fields.reduce((sum, { size }) => sum + size, 0)).toBe(628);
    expect(status).toBe(0);
  });

  it('conformance keeps to its own, line by line', () => {
    const cases = join(folder, 'cases');
    mkdirSync(cases);
    copyFileSync('assets/scenarios/linux/stale-epoll.json', join(cases, 'one.json'));
    const { stdout, status } = handoff('conformance', cases, '--provider', 'model', '--json');
    const lines = linesOf(stdout).map((line) => JSON_SCHEMAS['handoff-conformance-2'].parse(line));
    expect(lines[0]).toMatchObject({ provider: 'model', state: 'holds', steps: 16 });
    expect(lines.at(-1)).toMatchObject({ platforms: ['model'], notes: [], cases: 1, runs: 1, diverges: 0,
      absent: { linux: expect.any(String), winsock: expect.any(String) } });
    expect(status).toBe(0);
  });

  it('who and scan keep to theirs, also where something has changed', async () => {
    const listen = async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => { server.once('listening', resolve); });
      return { server, port: (server.address() as AddressInfo).port };
    };
    const first = await listen();
    const who = JSON_SCHEMAS['handoff-who-1'].parse(JSON.parse(handoff('who', String(first.port), '--json').stdout));
    expect(who.sockets[0]).toMatchObject({ row: { state: 'listening' }, holders: [{ process: { pid: process.pid } }] });
    const saved = join(folder, 'before.ndjson');
    const scan = JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(handoff('scan', `pid:${process.pid}`, '--json', '--save', saved).stdout));
    expect(scan).toMatchObject({ capture: { format: 'handoff-inventory/1' } });
    const second = await listen();
    const changed = JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(handoff('scan', `port:${second.port}`, '--json', '--compare',
      saved).stdout));
    expect(changed).toMatchObject({ changes: [{ change: 'added', socket: { localPort: second.port } }] });
    first.server.close();
    second.server.close();
  });
});

describe('handoff explain', () => {
  it('explains 10022: the meaning, the calls by their rules, and a scenario that shows it at that step', () => {
    const { stdout, status } = handoff('explain', '10022', '--json');
    const { errors: [error] } = JSON_SCHEMAS['handoff-explain-1'].parse(JSON.parse(stdout));
    expect(error).toMatchObject({ name: 'WSAEINVAL', number: 10022, rules: 'winsock' });
    expect(error!.calls.find(({ call }) => call === 'WSASocketW')!.rules).toContain('S4');
    const [shown] = error!.scenarios;
    const lines = linesOf(handoff('run', shown!.id, '--provider', 'model', '--json').stdout) as { n?: number;
      outcome?: { name?: string } }[];
    expect(lines.find(({ n }) => n === shown!.step)!.outcome!.name).toBe('WSAEINVAL');
    expect(status).toBe(0);
  });

  it('accepts names in any case, and numbers of both platforms', () => {
    expect(handoff('explain', 'eagain').stdout).toContain('EAGAIN (11, Linux)');
    expect(handoff('explain', '6').stdout).toContain('WSA_INVALID_HANDLE');
    expect(handoff('explain', 'WSAEINVALL').stderr).toContain('Did you mean WSAEINVAL?');
    expect(handoff('explain', 'WSAEINVALL').status).toBe(2);
  });

  it('knows S33: how it and each of its clauses are known, and which public files assert it', () => {
    const { rules: [rule] } = JSON_SCHEMAS['handoff-explain-1'].parse(JSON.parse(handoff('explain', 's33', '--json').stdout));
    expect(rule).toMatchObject({ id: 'S33', evidence: ['asserted', 'documented'] });
    expect(rule!.asserted.map(({ file }) => file)).toContain('dlls/ws2_32/tests/sock.c');
    expect(rule!.clauses.filter(({ hypothesis }) => hypothesis).map(({ says }) => says))
      .toEqual(['The last close ends blocked reads.', 'The last close ends blocked accepts.']);
    expect(handoff('explain', 'S48').stdout).toContain('Hypothesis for Windows: ');
  });

  it('lists the rules, and counts them by the rank of their evidence', () => {
    const { stdout } = handoff('explain', '--rules');
    const counts = stdout.slice(stdout.indexOf('Rules by'), stdout.indexOf('Their clauses')).match(/\d+(?= [a-z])/g)!.map(Number);
    expect(counts.reduce((sum, count) => sum + count)).toBe(RULES.length);
  });
});

it('handoff doctor performs a handoff on every provider of this machine and reports the results', () => {
  const { stdout, status } = handoff('doctor', '--json');
  const { checks } = JSON_SCHEMAS['handoff-doctor-1'].parse(JSON.parse(stdout));
  const state = Object.fromEntries(checks.map(({ id, state }) => [id, state]));
  expect(state).toMatchObject({ 'provider-model': 'works', 'provider-linux': 'works', 'provider-winsock': 'works' });
  expect(checks.filter(({ state, get }) => state === 'missing' && get === null)).toEqual([]);
  expect(status).toBe(0);
});

describe('help', () => {
  it.each(Object.keys(TOPICS))('explains %s, with an example that is a command', (command) => {
    expect(helpFor(command)).toMatch(new RegExp(`^Usage: handoff ${command} `));
    expect(helpFor(command)).toMatch(new RegExp(`Example:\\n {2}handoff ${command}`));
  });

  it('is shown for both spellings', () => {
    const { stdout, status } = handoff('run', '--help');
    expect(stdout).toBe(`${helpFor('run')}\n`);
    expect(handoff('help', 'run').stdout).toBe(stdout);
    expect(status).toBe(0);
  });

  it('offers the nearest command', () => {
    const { stderr, status } = handoff('explian', '10022');
    expect(stderr).toContain('Did you mean "explain"?');
    expect(status).toBe(2);
  });
});

describe('handoff serve', () => {
  it('exits when no page connects within the given time', () => {
    const { status, stdout } = handoff('serve', 'assets/scenarios/linux/stale-epoll.json', '--idle', '0.01');
    expect(stdout).toMatch(/open http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43} /);
    expect(stdout).toContain('No page was connected for 0.01 minutes.');
    expect(status).toBe(0);
  });

  it.each(['0', '-1', '1.5', '33', 'many', ''])('takes no --users %j', (users) => {
    const { status, stdout, stderr } = handoff('serve', `--users=${users}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Give a number from 1 to 32.');
  });

  it.each(['0', '-1', 'soon', '99999'])('takes no --idle %s', (minutes) => {
    expect(handoff('serve', `--idle=${minutes}`)).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('the output', () => {
  it('has no colors outside a terminal', () => {
    expect(handoff('run', 'linux/stale-epoll').stdout.includes('\u001B')).toBe(false);
  });

  it('closed by its reader ends the run and its processes without an error', async () => {
    const child = spawn(process.execPath, [CLI, 'run', 'linux/the-last-close-closes', '--provider', 'linux', '--json'],
      { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text: Buffer) => { words += text.toString(); });
    // As `head -1` does: take something, and go.
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(141);
    expect(words).toBe('');
    const left = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
    expect(left.stdout).toBe('');
  });

  it('that does not fit on the disk is reported in one line', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'run', 'linux/stale-epoll'],
      { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(stderr).toBe('handoff: the output cannot be written: no space is left on the disk\n');
    expect(status).toBe(1);
  });

  it('keeps the old trace when the new one cannot be written', () => {
    const file = join(folder, 'missing', 'kept.ndjson');
    const { status, stderr } = handoff('run', 'linux/stale-epoll', '--trace', file);
    expect(stderr).toContain('the trace cannot be written: the folder does not exist');
    expect(status).toBe(2);
    const kept = join(folder, 'kept.ndjson');
    writeFileSync(kept, 'old');
    expect(handoff('run', 'linux/stale-epoll', '--trace', kept).status).toBe(0);
    expect(readFileSync(kept, 'utf8').startsWith('{"format":"handoff-trace/1"')).toBe(true);
  });
});
