import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RULES } from '../../app/shared/rules/catalogue.ts';
import { OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function conformance(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(OUT, 'cli.js'), 'conformance', ...args], { timeout: 55_000, maxBuffer: 32e6 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      });
  });
}

interface Last { rules: { id: string; platforms: Record<string, string>; reason?: string }[]; cases: number; diverges: number }
const lastOf = (stdout: string): Last => JSON.parse(stdout.trim().split('\n').at(-1)!) as Last;

describe('handoff conformance', () => {
  it('runs the cases on the given providers and reports the result of every rule', async () => {
    const page = join(folder, 'report.html');
    const { code, stdout,
      stderr } = await conformance('assets/scenarios/linux', '--provider', 'model', '--provider', 'linux', '--json', '--report', page);
    const last = lastOf(stdout);
    expect({ code, stderr, diverges: last.diverges }).toEqual({ code: 0, stderr: '', diverges: 0 });
    expect(last.rules.map((r) => r.id)).toEqual(RULES.map((r) => r.id));
    expect(last.rules.find((r) => r.id === 'P5')!.platforms).toEqual({ model: 'holds', linux: 'holds' });
    expect(last.rules.find((r) => r.id === 'S54')!).toMatchObject({ platforms: { model: 'not-run', linux: 'not-applicable' },
      reason: expect.stringContaining('service provider') });
    expect(stdout.trim().split('\n')).toHaveLength(2 * last.cases + 1);
    expect(readFileSync(page, 'utf8')).toContain('Which rules hold where');
  });

  it('exits 1 when a case diverges', async () => {
    mkdirSync(join(folder, 'bad'));
    writeFileSync(join(folder, 'bad', 'a.json'), JSON.stringify({
      format: 'handoff-scenario/1', title: 'Wrong', rules: 'linux', teaches: ['P1'], processes: [{ name: 'main' }],
      steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, expect: { error: 'EMFILE' } }],
    }));
    const { code, stdout } = await conformance(join(folder, 'bad'), '--provider', 'linux', '--json');
    expect(code).toBe(1);
    expect(lastOf(stdout).rules.find((r) => r.id === 'P1')!.platforms['linux']).toBe('diverges');
  });

  it.each([
    ['an unknown provider', ['--provider', 'windoze'], 'unknown provider "windoze"'],
    ['a folder without scenarios', [join(folder, 'none')], 'no scenario was found'],
  ])('exits 2 for %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await conformance(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
