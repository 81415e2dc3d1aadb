import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrace } from '../../app/shared/trace/file.ts';
import { OUT } from '../support/providers.ts';
import { runInWine, windowsPath } from '../support/wine-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run { code: number; stdout: string; stderr: string }
interface Line { kind?: string; call?: string; pid?: number; outcome?: { kind: string }; divergences?: unknown }

function handoff(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(OUT, 'cli.js'), ...args], { timeout: 55_000, maxBuffer: 32e6 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

const linesOf = (text: string): Line[] => text.trim().split('\n').map((line) => JSON.parse(line) as Line);

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const scenarioWith = (...steps: object[]): string => JSON.stringify({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'other' }], steps,
});

describe('handoff run --json', () => {
  it.each([
    ['winsock', 'winsock'], ['linux', 'linux'], ['winsock', 'model'], ['linux', 'model'],
  ])('the %s form on %s: a line a step, a summary, exit 0', async (form, provider) => {
    const { code, stdout } = await handoff('run', `assets/scenarios/${form}/hand-a-connection-over.json`, '--provider', provider, '--json');
    const lines = linesOf(stdout);
    const summary = lines.pop() as { steps: number; met: number; unmet: number; divergences: number };
    expect(summary).toMatchObject({ steps: lines.length, unmet: 0, divergences: 0 });
    expect(summary.met).toBeGreaterThan(10);
    expect(lines.every((line) => line.outcome?.kind === 'ok')).toBe(true);
    const participants = new Set(lines.filter((l) => l.call === (form === 'winsock' ? 'WSASocketW' : 'send') || l.call === 'connect')
      .map((l) => l.pid));
    expect(participants.size).toBe(2);
    expect(code).toBe(0);
  });

  it('keeps a trace that opens again', async () => {
    const path = join(folder, 'kept.ndjson');
    await handoff('run', 'linux/hand-a-connection-over', '--provider', 'linux', '--trace', path);
    const { log, damage } = readTrace(readFileSync(path, 'utf8'), path);
    expect(damage).toBeNull();
    expect(log.length).toBe(log.header.scenario.steps.length);
  });

  it('exits 1 if an expectation is not met, and prints the observed outcome', async () => {
    const path = file('unmet.json',
      scenarioWith({ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, expect: { error: 'EMFILE' } }));
    const { code, stdout } = await handoff('run', path, '--provider', 'linux');
    expect(code).toBe(1);
    expect(stdout).toContain('NOT as expected: succeeds with');
  });
});

describe('bad input: one message, exit 2, nothing performed', () => {
  it.each([
    ['an unknown call', ['run', file('a.json', scenarioWith({ process: 'main', call: 'sokcet' }))],
      'steps[0].call: unknown call "sokcet". Did you mean "socket"?'],
    ['a wrong argument type', ['run', file('b.json', scenarioWith({ process: 'main', call: 'close', args: { fd: 'x' } }))],
      'steps[0].args.fd: close takes a descriptor'],
    ['an unknown process', ['run', file('c.json', scenarioWith({ process: 'nobody', call: 'socket' }))],
      'steps[0].process: no process is called "nobody"'],
    ['an unbound name', ['run', file('d.json', scenarioWith({ process: 'main', call: 'close', args: { fd: '$s' } }))],
      'steps[0].args.fd: $s has no value yet'],
    ['no JSON', ['run', file('e.json', '{"format"')], 'e.json: not JSON'],
    ['a trace', ['run', file('trace.ndjson', '{"format":"handoff-trace/2"}\n{"n":1}\n')],
      'trace.ndjson: this is a trace, not a scenario. Open it in the window, or with "handoff export".'],
    ['an empty file', ['run', file('empty.json', '')], 'empty.json: the file is empty. Name a scenario.'],
    ['an empty file to serve', ['serve', file('empty.json', '')], 'handoff serve: empty.json is empty. Name a scenario, a trace,'],
    ['a folder to serve', ['serve', 'docs'], 'handoff serve: docs is a folder, not a file. Name a scenario, a trace,'],
    ['no such file', ['run', join(folder, 'none.json')], 'none.json: the file does not exist'],
    ['a folder', ['run', folder], 'it is a folder'],
    ['no such library scenario', ['run', 'linux/nothing-here'], 'the library has no scenario "linux/nothing-here"'],
    ['an unknown provider', ['run', 'linux/hand-a-connection-over', '--provider', 'windoze'], '--provider: unknown provider "windoze"'],
    ['a provider of other calls', ['run', 'winsock/hand-a-connection-over', '--provider', 'linux'],
      'written in Winsock calls, which the provider "linux" does not make'],
    ['an unknown option', ['run', 'x', '--fast'], "Unknown option '--fast'"],
    ['an unknown command', ['dance'], 'unknown command "dance"'],
    ['a port that is none', ['serve', '--port', 'many'], '--port: "many" is not a port'],
  ])('%s', async (_what, args, message) => {
    const run = await handoff(...args);
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stdout).toBe('');
    expect(run.code).toBe(2);
  });
});

describe('a provider that cannot run here', () => {
  it('prints the reason and the packages to install, exit 2', async () => {
    // The same program in a place where nothing was set up.
    const place = join(folder, 'place');
    cpSync(OUT, join(place, 'out', 'main'), { recursive: true });
    cpSync('package.json', join(place, 'package.json'));
    cpSync('assets', join(place, 'assets'), { recursive: true });
    symlinkSync(resolve('node_modules'), join(place, 'node_modules'));
    const run = await new Promise<Run>((done) => {
      execFile(process.execPath, [join(place, 'out', 'main', 'cli.js'), 'run', 'winsock/hand-a-connection-over', '--provider', 'winsock'],
        (error, stdout, stderr) => {
          done({ code: Number(error?.code ?? 0), stdout, stderr });
        });
    });
    expect(run.stderr)
      .toMatch(/^handoff: The provider "winsock" cannot run here: Wine is not set up: run "npm run setup".*apt-get install/);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stdout).toBe('');
    expect(run.code).toBe(2);
  });
});

describe("the whole command line in Wine's node.exe, main making the Winsock calls in its own process", () => {
  it.each(['hand-a-connection-over', 'take-a-connection-over'])('%s', async (name) => {
    const cli = windowsPath(join(OUT, 'cli.js'));
    const { code, stdout, stderr } = await runInWine([cli, 'run', `winsock/${name}`, '--provider', 'winsock', '--json'], 50_000);
    expect(stderr).toBe('');
    const lines = linesOf(stdout);
    expect(lines.pop()).toMatchObject({ unmet: 0, divergences: 0 });
    expect(new Set(lines.map((l) => l.pid)).size).toBeGreaterThanOrEqual(3);
    expect(code).toBe(0);
  });

  it('reports that Linux calls cannot be made there, exit 2', async () => {
    const { code,
      stderr } = await runInWine([windowsPath(join(OUT, 'cli.js')), 'run', 'linux/hand-a-connection-over', '--provider', 'linux'], 50_000);
    expect(stderr).toContain('The provider "linux" cannot run here: it makes Linux calls, and this is not Linux');
    expect(code).toBe(2);
  });
});
