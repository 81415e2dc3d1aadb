import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUT } from '../support/providers.ts';

const CLI = join(OUT, 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'handoff-cli-files-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (node: readonly string[], args: readonly string[]) =>
  spawnSync(process.execPath, [...node, CLI, ...args], { encoding: 'utf8', timeout: 55_000, cwd: folder, maxBuffer: 64 * 1024 * 1024 });
const handoff = (...args: string[]) => run([], args);

beforeAll(() => {
  handoff('run', 'linux/stale-epoll', '--trace', 'small.ndjson');
  // A hundred thousand steps: the lines of a real trace, numbered on.
  const [head, ...steps] = readFileSync(at('small.ndjson'), 'utf8').trim().split('\n');
  const lines = [head];
  for (let n = 1; n <= 20_000; n++) lines.push(steps[2]!.replace(/"n":\d+/, `"n":${n}`));
  writeFileSync(at('long.ndjson'), `${lines.join('\n')}\n`);
  writeFileSync(at('long.ndjson.gz'), gzipSync(readFileSync(at('long.ndjson'))));
  // What unpacks to far more than it is, in a member whose trailer tells the truth, and in one that lies.
  const bomb = gzipSync(Buffer.alloc(600 * 1024 * 1024), { level: 9 });
  writeFileSync(at('bomb.gz'), bomb);
  bomb.writeUInt32LE(100, bomb.length - 4);
  writeFileSync(at('liar.gz'), bomb);
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 3 * 1024 ** 3);
});

describe('files that are too large are refused before memory runs out', () => {
  it.each([
    [['run', '/dev/zero'], 'larger than the limit of 32 MB'],
    [['run', 'sparse'], 'larger than the limit of 32 MB'],
    [['validate', 'sparse'], 'larger than the limit of 32 MB'],
    [['export', '/dev/zero', '--to', 'svg'], 'larger than the limit of'],
    [['export', 'sparse', '--to', 'svg'], 'larger than the limit of'],
    [['export', 'bomb.gz', '--to', 'svg'], 'unpacked, it has more than the'],
    [['export', 'liar.gz', '--to', 'svg'], 'not a trace of this program'],
    [['scan', '--compare', 'bomb.gz'], 'the unpacked content is too large'],
    [['scan', '--compare', '/dev/zero'], 'larger than the limit of'],
    [['decode', '/dev/zero'], 'larger than the limit of 65536 bytes'],
  ])('%j', (args, said) => {
    // With the memory of a small machine: without the limit each of these ends as "JavaScript heap out of memory".
    const { status, stderr, stdout } = run(['--max-old-space-size=200'], args);
    expect(stderr).toContain(said);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('and a trace that fits is read, packed or not', () => {
    for (const file of ['long.ndjson', 'long.ndjson.gz']) {
      expect(run(['--max-old-space-size=40'], ['export', file, '--to', 'svg', '--out', 'o.svg'])).toMatchObject({ status: 2, stdout: '' });
      expect(handoff('export', file, '--to', 'svg', '--out', 'o.svg').status).toBe(0);
    }
    expect(run(['--max-old-space-size=40'], ['export', 'long.ndjson', '--to', 'svg']).stderr)
      .toContain('NODE_OPTIONS=--max-old-space-size=MEGABYTES');
  });

  it('decode reads no endless standard input', async () => {
    const child = spawn(process.execPath, [CLI, 'decode'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text: Buffer) => { words += text.toString(); });
    child.stdin.on('error', () => undefined);
    child.stdin.write(Buffer.alloc(1024 * 1024));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
    expect(words).toContain('the input has more than 65536 bytes');
  });
});

/** Runs commands on a file system of 24 kB that is theirs alone, and is gone with them. */
function onSmallDisk(args: readonly string[]): { status: number | null; stderr: string; files: Record<string, number> } {
  const disk = at('disk');
  mkdirSync(disk, { recursive: true });
  const script =
    `mount -t tmpfs -o size=24k none ${disk} && cp small.ndjson ${disk}/kept.ndjson && "$@"; code=$?; for f in $(ls `
      + `${disk}); do echo "FILE $f $(wc -c < ${disk}/$f)"; done; exit $code`;
  const { status, stdout, stderr } = spawnSync('unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', process.execPath, CLI, ...args],
    { encoding: 'utf8', cwd: folder, timeout: 55_000 });
  return { status, stderr,
    files: Object.fromEntries([...stdout.matchAll(/^FILE (\S+) (\d+)$/gm)].map(([, name, size]) => [name!, Number(size)])) };
}

describe('on a disk that is full', () => {
  it.each([
    ['a trace', ['run', 'linux/stale-epoll', '--trace', 'disk/kept.ndjson'],
      'the run is done, but the trace cannot be written: no space is left on the disk'],
    ['an exported trace', ['export', 'long.ndjson', '--to', 'ndjson', '--out', 'disk/kept.ndjson'],
      'the export cannot be written: no space is left on the disk'],
    ['a page', ['export', 'small.ndjson', '--to', 'html', '--out', 'disk/page.html'],
      'the export cannot be written: no space is left on the disk'],
    ['a capture', ['scan', '--save', 'disk/capture.ndjson'], 'the capture cannot be written: no space is left on the disk'],
    ['a report', ['conformance', '.', '--provider', 'model', '--report', 'disk/report.html'],
      'the report cannot be written: no space is left on the disk'],
  ])('%s is never half written, and the old file stays unchanged', (_what, args, said) => {
    copyFileSync('assets/scenarios/linux/stale-epoll.json', at('one.json'));
    const before = readFileSync(at('small.ndjson')).length;
    const { status, stderr, files } = onSmallDisk(args);
    expect(stderr.trim().split('\n').at(-1)).toContain(said);
    expect(status).toBe(2);
    expect(files).toEqual({ 'kept.ndjson': before });
  });
});

describe('where nothing can be written', () => {
  it.each([
    [['run', 'linux/stale-epoll', '--trace', 'missing/t.ndjson'], 'the folder does not exist'],
    [['export', 'small.ndjson', '--to', 'svg', '--out', 'missing/a.svg'], 'the folder does not exist'],
    [['export', 'small.ndjson', '--to', 'c', '--out', 'small.ndjson'], 'a file exists in place of the folder'],
    [['export', 'small.ndjson', '--to', 'svg', '--out', '.'], 'it is a folder'],
    [['scan', '--save', 'missing/c.ndjson'], 'the folder does not exist'],
  ])('%j fails with one line', (args, said) => {
    const { status, stderr } = handoff(...args);
    expect(stderr.trim().split('\n').at(-1)).toContain(said);
    expect(status).toBe(2);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('an export to a device goes to the device', () => {
    expect(handoff('export', 'small.ndjson', '--to', 'svg', '--out', '/dev/null')).toMatchObject({ status: 0,
      stderr: 'wrote /dev/null\n' });
  });
});

describe('files that cannot be read', () => {
  it.each([
    [['run', 'missing.json'], 'the file does not exist'],
    [['run', '.'], 'it is a folder'],
    [['run', 'linux/stale-epol'], 'Did you mean "linux/stale-epoll"?'],
    [['export', 'linux/stale-epol', '--to', 'svg'], 'Did you mean "linux/stale-epoll"?'],
    [['validate', 'missing.json'], 'the file does not exist'],
    [['validate', '.'], 'it is a folder'],
    [['scan', '--compare', 'missing'], 'the file does not exist'],
    [['serve', 'missing.json'], 'the file does not exist'],
    [['run', '--lst'], 'Did you mean --list?'],
    [['export', 'small.ndjson', '--to', 'svg', '--step', '-1'], '--step has no value, or a value that begins with a dash'],
    [['doctor', 'please'], '"please" is an unknown argument'],
    [['take', '--from', `unix:${at('missing/inbox')}`], 'the folder does not exist'],
  ])('%j says why in one line, and that is the input', (args, said) => {
    const { status, stderr } = handoff(...args);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('handoff: handoff');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('reports a port in use and the command that names its holder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { server.once('listening', resolve); });
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = handoff('serve', '--port', String(port));
    server.close();
    expect(stderr)
      .toBe(
      `handoff: --port: port ${port} is in use. "handoff who ${port}" shows its owner. Choose another port, or omit --port `
        + `for any free one.\n`);
    expect(status).toBe(2);
  });

  it('the library is listed by question', () => {
    const { status, stdout } = handoff('run', '--list');
    expect(stdout).toMatch(/^How does a socket get to another process\?\n {2}winsock\/\S+ {2,}\S/);
    expect(stdout.match(/^ {2}(?:winsock|linux)\/[a-z0-9-]+ /gm)).toHaveLength(readdirSync('assets/scenarios/winsock').length
      + readdirSync('assets/scenarios/linux').length);
    expect(status).toBe(0);
  });
});
