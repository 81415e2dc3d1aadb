/** Generated C of scenarios and traces that hold what C, a shell and a file system take for something of theirs. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { generateCode } from '../../app/shared/codegen/index.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { readTrace, writeTrace } from '../../app/shared/trace/file.ts';
import { build, runPrograms, writePrograms } from '../support/c-programs.ts';
import { libraryTrace } from '../support/library.ts';
import { OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-c-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXTS = [
  'a */ int end; /* b', 'a **// b /*/ c', 'a \\\nb \\', 'a ??/\nb ??/', '// a\r#define send', 'a\u202e\u2066 b\u200b', '"; system("x"); "',
  '%s%n$(x)`y`', '\u2028#error', 'a\u0085b\u001b[31m', "???/'??\"",
];

it.each(TEXTS)('%j in a title, a note and data compiles without a warning, and is data', async (text) => {
  const scenario = parseScenario(JSON.stringify({
    format: 'handoff-scenario/1', title: text, rules: 'linux', processes: [{ name: 'main' }, { name: 'other' }],
    steps: [
      { process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'], note: text },
      { process: 'main', call: 'send', args: { fd: '$a', data: text, flags: [] }, note: `${text}${text}` },
      { process: 'main', call: 'recv', args: { fd: '$b', length: 200, flags: [] }, expect: { data: text } },
      { message: text, from: 'main', to: 'other', carrier: 'ipc', note: text },
    ],
  }), 'x');
  const programs = writePrograms(scenario);
  try {
    expect(await build(programs)).toBe('');
    const bytes = [...Buffer.from(text)].map((b) =>
      (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : `\\x${b.toString(16).padStart(2, '0')}`)).join('');
    expect(await runPrograms(programs, 'linux', 20_000))
      .toEqual(expect.arrayContaining([`step 3 recv ok "${bytes}"`, 'step 4 message ok']));
    for (const { text: program } of programs.code.files) expect(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(program)).toBeNull();
  } finally {
    programs.remove();
  }
});

/** A trace of the library whose header has another scenario, as a file can have it. */
async function traceWith(change: (scenario: Scenario) => void): Promise<string> {
  const [header, ...steps] = writeTrace(await libraryTrace('linux/the-last-close-closes')).trimEnd().split('\n') as [string, ...string[]];
  const value = JSON.parse(header) as { scenario: Scenario };
  change(value.scenario);
  return [JSON.stringify(value), ...steps, ''].join('\n');
}

const call = (scenario: Scenario,
  name: string) =>
  scenario.steps.find((s) => 'call' in s && s.call === name) as { process: string; call: string; args: Record<string, unknown>;
    as?: string };

it.each<[string, (scenario: Scenario) => void]>([
  ['a process that leads out of the folder', (s) => { s.processes[0]!.name = '../../out'; }],
  ['a process that is a command of a shell', (s) => { s.processes.push({ name: 'x; touch /tmp/x' }); }],
  ['a constant that is more than one', (s) => { call(s, 'socket').args['domain'] = 'AF_INET, 0, 0); system("x"); (0'; }],
  ['a flag', (s) => { call(s, 'socket').args['flags'] = ['SOCK_CLOEXEC); system("x"); (0']; }],
  ['a reference', (s) => { call(s, 'socket').as = 'x; system("x")'; }],
  ['a call that is none', (s) => { call(s, 'socket').call = 'constructor'; }],
  ['a call of another object', (s) => { call(s, 'socket').call = 'toString'; }],
])('a trace with %s has no C', async (what, change) => {
  const text = await traceWith(change);
  const { scenario } = readTrace(text, 'x').log.header;
  expect(() => generateCode(scenario)).toThrow(expect.objectContaining({ name: 'InputProblem' }));
  const file = join(folder, `${what}.ndjson`);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath,
    [join(OUT, 'cli.js'), 'export', file, '--to', 'c', '--out', join(folder, 'a', 'b')], { encoding: 'utf8', cwd: folder });
  expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
  expect([existsSync(join(folder, 'a')), readdirSync(dirname(folder)).includes('out.c')]).toEqual([false, false]);
});

it('a title without a letter or digit names neither its own folder nor one above', () => {
  const scenario = { format: 'handoff-scenario/1', title: '../../..', rules: 'linux', processes: [{ name: 'main' }],
    steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' } }] };
  writeFileSync(join(folder, 'dots.json'), JSON.stringify(scenario));
  const { status, stdout } = spawnSync(process.execPath, [join(OUT, 'cli.js'), 'export', 'dots.json', '--to', 'c'],
    { encoding: 'utf8', cwd: folder });
  const [, name = ''] = / to (.*); there:/.exec(stdout) ?? [];
  expect([status, name]).toEqual([0, 'scenario']);
  expect(readFileSync(join(folder, name, 'main.c'), 'utf8')).toContain('int main');
});
