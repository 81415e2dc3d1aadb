/** `handoff scan` and its forms. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inventoryLine } from '../../app/shared/live/file-format.ts';
import { handoff } from './support/cli.ts';
import { startProgram, type Started } from './support/started.ts';

const LISTENS = ['-e', 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) }); process.stdin.resume()'];
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

it('prints one line a socket, without colours where it is no terminal', () => {
  const { code, out } = handoff(['scan', '--filter', `port:${port}`]);
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(new RegExp(`^tcp +listening +127\\.0\\.0\\.1:${port} +\\S+ \\(${program.pid}\\) \\d+  \\[1 watching\\]$`));
  expect(out).not.toContain('\u001b');
});

it('exits with 1 when nothing is found, and with 2 for a filter or option that makes no sense', () => {
  expect(handoff(['scan', 'pid:1', 'port:1', 'stale']).code).toBe(1);
  expect(handoff(['scan', 'port:x'])).toMatchObject({ code: 2, err: expect.stringContaining('write a number from 0 to 65535') });
  expect(handoff(['scan', '--tier', 'fast'])).toMatchObject({ code: 2, err: expect.stringContaining('Write auto, proc or bpf.') });
  expect(handoff(['scan', '--json', '--csv'])).toMatchObject({ code: 2, err: expect.stringContaining('Choose one form.') });
  expect(handoff(['who', 'nonsense!'])).toMatchObject({ code: 2, err: expect.stringContaining('is no port, address or path') });
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
  expect(handoff(['scan', '--compare', plain, `port:${port}`])).toMatchObject({ code: 1, out: expect.stringContaining('0 added, 0 updated, 0 removed') });
  const other = startProgram(process.execPath, LISTENS);
  const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
  const { code, out } = handoff(['scan', '--compare', packed, `port:${added}`]);
  await other.stop();
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^\\+ tcp +listening +127\\.0\\.0\\.1:${added}`));
  writeFileSync(plain, 'nothing of ours');
  expect(handoff(['scan', '--compare', plain])).toMatchObject({ code: 2, err: expect.stringContaining('not a capture of this program') });
});

it('watches: what comes is a line, until it is told to stop', async () => {
  const watching = startProgram(process.execPath, [resolve('out/main/cli.js'), 'scan', 'process:node', '--watch', '--every', '0.2', '--ndjson', 'listening']);
  await watching.says(/"record":"end"/);
  const other = startProgram(process.execPath, LISTENS);
  const added = Number(/\d+/.exec(await other.says(/^port/))![0]);
  const line = inventoryLine.parse(JSON.parse(await watching.says(new RegExp(`"change":"added".*127\\.0\\.0\\.1:${added}"`))));
  expect(line).toMatchObject({ record: 'change', change: 'added', socket: { localPort: added } });
  await other.stop();
  await watching.says(new RegExp(`"change":"removed".*127\\.0\\.0\\.1:${added}"`));
  watching.child.kill('SIGINT');
  expect(await new Promise((resolve) => { watching.child.once('exit', resolve); })).toBe(0);
});
