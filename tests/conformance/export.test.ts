/** `handoff export`, as people call it, and every scenario of the library as each of the things it can be kept as. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAs } from '../../app/main/services/export/export-as.ts';
import { openTrace } from '../../app/shared/trace/gzip.ts';
import { LIBRARY_IDS, libraryTrace } from '../support/library.ts';
import { OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-export-'));
const at = (name: string) => join(folder, name);
const trace = at('trace.ndjson');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run { code: number; stdout: string; stderr: string }

function handoff(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(OUT, 'cli.js'), ...args], { timeout: 55_000, maxBuffer: 32e6, cwd: folder },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      });
  });
}

beforeAll(async () => {
  const { code, stderr } = await handoff('run', 'linux/hand-a-connection-over', '--provider', 'linux', '--trace', trace);
  if (code !== 0) throw new Error(stderr);
});

describe('handoff export', () => {
  it('draws a step as SVG, in the theme asked for', async () => {
    expect(await handoff('export', trace, '--to', 'svg', '--step', '10', '--theme', 'dark', '--out', 'a.svg')).toMatchObject({ code: 0,
      stdout: '', stderr: 'wrote a.svg\n' });
    const svg = readFileSync(at('a.svg'), 'utf8');
    expect(svg).toContain('Step 10 of 20: target recvmsg');
    expect(svg).toContain('fill="#1b1d23"');
  });

  it('draws a step as PNG, twice its size, with the bundled typefaces', async () => {
    expect(await handoff('export', trace, '--to', 'png', '--out', 'a.png')).toMatchObject({ code: 0, stderr: 'wrote a.png\n' });
    const png = readFileSync(at('a.png'));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    const svg = (await handoff('export', trace, '--to', 'svg', '--out', '-')).stdout;
    expect(png.readUInt32BE(16)).toBe(2 * Number(/ width="(\d+)/.exec(svg)![1]));
  });

  it('names files after the scenario, and keeps the trace unchanged', async () => {
    expect((await handoff('export', trace, '--to', 'ndjson')).stderr).toBe('wrote hand-a-connection-over.handoff-trace.ndjson\n');
    expect(readFileSync(at('hand-a-connection-over.handoff-trace.ndjson'), 'utf8')).toBe(readFileSync(trace, 'utf8'));
  });

  it('takes gzipped traces, and damaged ones up to the damage', async () => {
    writeFileSync(at('t.gz'), gzipSync(readFileSync(trace)));
    expect((await handoff('export', 't.gz', '--to', 'sequence-svg', '--out', '-')).stdout)
      .toContain('>20 steps. Real calls on Linux.</text>');
    writeFileSync(at('cut.ndjson'), readFileSync(trace, 'utf8').split('\n').slice(0, 9).join('\n').slice(0, -40));
    const { code, stdout, stderr } = await handoff('export', 'cut.ndjson', '--to', 'sequence-svg', '--out', '-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Line 9 of cut.ndjson is damaged; the 7 steps before it were read.\n' });
    expect(stdout).toContain('>7 steps.');
  });

  it('performs a scenario on the model, and names the model', async () => {
    const { stdout, stderr } = await handoff('export', 'winsock/hand-a-connection-over', '--to', 'svg', '--out', '-');
    expect(stderr).toBe('performed on the model: no calls were made\n');
    expect(stdout).toContain('Predicted by the model, no calls made');
  });

  it('writes C programs into a folder, with how to build and run them', async () => {
    const { code, stdout } = await handoff('export', trace, '--to', 'c', '--out', 'programs');
    expect(code).toBe(0);
    expect(readdirSync(at('programs')).sort()).toEqual(['handoff.h', 'main.c', 'server.c', 'target.c']);
    expect(stdout).toContain('gcc -Wall -Wextra -pthread -o target target.c');
  });

  it.each([
    [['export'], 'no trace or scenario given'],
    [['export', 'nowhere.ndjson', '--to', 'svg'], 'the file does not exist'],
    [['export', 'trace.ndjson'], '--to is missing'],
    [['export', 'trace.ndjson', '--to', 'gif'], 'unknown "gif"'],
    [['export', 'trace.ndjson', '--to', 'svg', '--step', '21'], 'the trace has 20 steps, not 21'],
    [['export', 'trace.ndjson', '--to', 'svg', '--step', 'last'], '"last" is not a step'],
    [['export', 'trace.ndjson', '--to', 'svg', '--theme', 'blue'], 'unknown "blue"'],
    [['export', 'trace.ndjson', '--to', 'c', '--out', '-'], 'programs cannot be written to the standard output'],
  ])('%j is bad input: one message, exit 2, nothing written', async (args, message) => {
    const before = readdirSync(folder);
    const { code, stderr } = await handoff(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe.each(LIBRARY_IDS)('%s', (id) => {
  it('fits into a page of less than 1 MB, which opens as the same trace', async () => {
    const log = await libraryTrace(id);
    const { content } = await exportAs(log, { to: 'html' }, OUT);
    const html = String(content);
    expect(html.length).toBeLessThan(1_000_000);
    const [, data] = /<script type="application\/x-handoff-trace"[^>]*>([^<]*)<\/script>/.exec(html)!;
    expect(openTrace(Buffer.from(data!, 'base64'), id).log.steps()).toEqual(log.steps());
    // No address is fetched: what is left of addresses are links for people, and names of formats.
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/);
  });

  it('is drawn at every step', async () => {
    const log = await libraryTrace(id);
    for (let step = 0; step <= log.length; step++) {
      const { content } = await exportAs(log, { to: 'svg', step, theme: 'dark' }, OUT);
      expect(content).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(existsSync(join(OUT, '..', 'renderer-replay', 'replay.html'))).toBe(true);
  });
});
