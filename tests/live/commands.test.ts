/** `handoff scan` and its forms. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { inventoryLine } from '../../app/shared/live/file-format.ts';
import { handoff } from './support/cli.ts';
import { startProgram, type Started } from './support/started.ts';

const LISTENS = ['-e',
  'process.stdin.resume(); '
    + 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) });'];
/** A socket that a capture meets between bind and listen comes as an update of its state. */
const CAME = /^(added|updated)$/;
let folder: string;
let program: Started;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'handoff-scan-'));
  program = startProgram(process.execPath, LISTENS);
  port = Number(/\d+/.exec(await program.says(/^port/))![0]);
});
afterAll(async () => {
  await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('prints one line per socket, without colors if the output is not a terminal', () => {
  const { code, out } = handoff(['scan', '--filter', `port:${port}`]);
  expect(code).toBe(0);
  expect(out.split('\n')[0])
    .toMatch(new RegExp(`^tcp +listening +127\\.0\\.0\\.1:${port} +\\S+ \\(${program.pid}\\) \\d+  \\[1 watching\\]$`));
  expect(out).not.toContain('\u001b');
});

it.each([['who', 'auto'], ['who', 'proc'], ['scan', 'auto'], ['scan', 'proc']])(
  '%s by the %s tier loads few modules: neither schemas nor recordings', (command, tier) => {
    const coverage = join(folder, `${command}-${tier}`);
    const args = [command, command === 'who' ? String(port) : `port:${port}`, '--tier', tier];
    const { stdout } = spawnSync(process.execPath, [resolve('out/main/cli.js'), ...args],
      { env: { ...process.env, NODE_V8_COVERAGE: coverage }, encoding: 'utf8' });
    expect(stdout).toContain(`127.0.0.1:${port}`);
    // A second thread writes a file too.
    const files = [...new Set(readdirSync(coverage).flatMap((file) =>
      (JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }).result.map(({ url }) => url)))]
      .filter((url) => url.startsWith('file:'));
    expect(files.some((url) => url.includes('cli.js'))).toBe(true);
    expect(files.filter((url) => /zod|rules|recording/.test(url))).toEqual([]);
    expect(files.length).toBeLessThan(20);
  });

it('exits with 1 when nothing is found, and with 2 for a filter or option that makes no sense', () => {
  expect(handoff(['scan', 'pid:1', 'port:1', 'stale']).code).toBe(1);
  expect(handoff(['scan', 'port:x'])).toMatchObject({ code: 2, err: expect.stringContaining('Write a number from 0 to 65535') });
  expect(handoff(['scan', '--tier', 'fast'])).toMatchObject({ code: 2, err: expect.stringContaining('Write auto, proc or bpf.') });
  expect(handoff(['scan', '--json', '--csv'])).toMatchObject({ code: 2, err: expect.stringContaining('Choose one format.') });
  expect(handoff(['who', 'nonsense!'])).toMatchObject({ code: 2, err: expect.stringContaining('is not a port, address or path') });
});

it('NDJSON fits the published schema, and every line names its host', () => {
  const lines = handoff(['scan', '--ndjson']).out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of lines) expect(inventoryLine.safeParse(line).error).toBeUndefined();
  expect(new Set(lines.map((line) => line['host'])).size).toBe(1);
  expect([lines[0]!['record'], lines.at(-1)!['record']]).toEqual(['capture', 'end']);
  expect(lines.at(-1)!['sockets']).toBe(lines.length - 2);
});

it('saves, compressed or not, and compares', async () => {
  const plain = join(folder, 'a.ndjson');
  const packed = join(folder, 'a.ndjson.gz');
  expect(handoff(['scan', '--save', plain]).code).toBe(0);
  expect(handoff(['scan', '--save', packed]).code).toBe(0);
  expect(readFileSync(plain, 'utf8')).toContain('"format":"handoff-inventory/1"');
  expect(handoff(['scan', '--compare', plain, `port:${port}`])).toMatchObject({ code: 1,
    out: expect.stringContaining('0 added, 0 updated, 0 removed') });
  const other = startProgram(process.execPath, LISTENS);
  const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
  const { code, out } = handoff(['scan', '--compare', packed, `port:${added}`]);
  await other.stop();
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^\\+ tcp +listening +127\\.0\\.0\\.1:${added}`));
  writeFileSync(plain, 'nothing of ours');
  expect(handoff(['scan', '--compare', plain])).toMatchObject({ code: 2, err: expect.stringContaining('not a capture of this program') });
});

describe('who and scan', () => {
  it('keeps to its published schema, as scan does', () => {
    const answer = JSON_SCHEMAS['handoff-who-1'].parse(JSON.parse(handoff(['who', String(port), '--json']).out));
    expect(answer.sockets)
      .toMatchObject([{ row: { local: `127.0.0.1:${port}` }, holders: [{ process: { pid: program.pid } }], hazards: [] }]);
    const scan = JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(handoff(['scan', `port:${port}`, '--json']).out));
    expect(scan).toMatchObject({ capture: { format: 'handoff-inventory/1' }, sockets: [{ localPort: port }] });
    const file = join(folder, 'before.ndjson');
    handoff(['scan', '--save', file]);
    expect(JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(handoff(['scan', '--compare', file, '--json', `port:${port}`]).out)))
      .toMatchObject({ changes: [] });
  });

  it('finds a unix socket by a relative path, by a link to it, and without its connections', async () => {
    const path = join(folder, 's.sock');
    const serving = startProgram(process.execPath,
      ['-e',
        `const net = require('net'); net.createServer().listen(${JSON.stringify(path)}, () => `
          + `net.connect(${JSON.stringify(path)}, () => console.log('up'))); process.stdin.resume()`]);
    await serving.says(/^up$/);
    symlinkSync(folder, `${folder}-link`);
    try {
      for (const name of [path, relative(process.cwd(), path), join(`${folder}-link`, 's.sock')]) {
        const { code, out } = handoff(['who', name]);
        expect([name, code, out.match(/^\/.*, (listening|established)/gm)]).toEqual([name, 0, [`${path}, listening`]]);
        expect(out).toContain('1 more socket');
      }
      expect(handoff(['who', path, '--all']).out).toContain(`${path}, established`);
      expect(handoff(['who', join(folder, 'none.sock')])).toMatchObject({ code: 1,
        out: expect.stringMatching(/^No socket is bound to .*none\.sock\.\n/) });
    } finally {
      rmSync(`${folder}-link`);
      await serving.stop();
    }
  });

  it('says where to look when a port is only the far end of something, or a process was named', async () => {
    // Nobody is bound to the discard port; a connected UDP socket needs nobody.
    const remote = startProgram(process.execPath,
      ['-e',
        `const s = require('dgram').createSocket('udp4'); s.connect(9, '127.0.0.1', () => console.log('up')); process.stdin.resume()`]);
    await remote.says(/^up$/);
    const { code, out } = handoff(['who', '9']);
    await remote.stop();
    expect([code, out]).toEqual([1,
      expect.stringMatching(/^No socket is bound to 9\.\n\n1 connection goes to port 9: handoff scan port:9 lists it\.\n/)]);
    expect(handoff(['who', 'nginx'])).toMatchObject({ code: 2, err: expect.stringContaining('handoff scan process:nginx') });
  });

  it.each(['scan', 'scan --json', 'scan --ndjson', 'scan --csv'])('ends quietly when its reader has left: %s', async (line) => {
    const child = spawn(process.execPath, [resolve('out/main/cli.js'), ...line.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text: Buffer) => { words += text.toString(); });
    // Gone before the program has begun: however little it writes, nobody takes it.
    child.stdout.destroy();
    expect([await new Promise((ended) => { child.once('close', ended); }), words]).toEqual([141, '']);
  });
});

it('watches in text: the time, then new sockets; and one JSON object per change with --json', async () => {
  const [text,
    json] = [[], ['--json']].map((form) => startProgram(process.execPath,
      [resolve('out/main/cli.js'), 'scan', 'process:node', 'listening', '--watch', '--every', '0.2', ...form])) as [Started, Started];
  await text.says(/sockets: process node and listening/);
  await json.says(/"capture":/);
  const other = startProgram(process.execPath, LISTENS);
  const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
  const line = await text.says(new RegExp(`^[+~] tcp +listening +127\\.0\\.0\\.1:${added}`));
  expect(text.lines.slice(0, text.lines.indexOf(line)).findLast((l) => !/^[+~-]|^ {4}/.test(l))).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const told = JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(await json.says(new RegExp(`"changes":.*127\\.0\\.0\\.1:${added}`))));
  expect(told)
    .toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining({ change: expect.stringMatching(CAME),
        socket: expect.objectContaining({ localPort: added }) })]) });
  // Captures in which nothing differs are not told of.
  for (const l of json.lines.slice(1)) expect(JSON.parse(l)).not.toMatchObject({ changes: [] });
  await other.stop();
  for (const program of [text, json]) {
    program.child.kill('SIGINT');
    await program.stop();
  }
});

it('prints one line per change until it is stopped', async () => {
  const watching = startProgram(process.execPath,
    [resolve('out/main/cli.js'), 'scan', 'process:node', '--watch', '--every', '0.2', '--ndjson', 'listening']);
  await watching.says(/"record":"end"/);
  const other = startProgram(process.execPath, LISTENS);
  const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
  const line = inventoryLine.parse(JSON.parse(await watching.says(new RegExp(`"change":"(added|updated)".*127\\.0\\.0\\.1:${added}"`))));
  expect(line).toMatchObject({ record: 'change', change: expect.stringMatching(CAME), socket: { localPort: added } });
  await other.stop();
  await watching.says(new RegExp(`"change":"removed".*127\\.0\\.0\\.1:${added}"`));
  watching.child.kill('SIGINT');
  expect(await new Promise((resolve) => { watching.child.once('exit', resolve); })).toBe(0);
});
