/** Whatever a name, a file or an argument holds: what the command line prints of it is visible text, and never a further line. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startProgram } from '../live/support/started.ts';
import { OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-foreign-'));
/** Colors, a new line, a title of the window, C1, bidirectional, invisible, a tag, and what HTML, C and CSV begin something with. */
const HOSTILE = '\u001b[31mx\u001b]0;t\u0007\u009b1my\r\n\tz\u202e\u2066\u200b\u2028\ufeff\u{e0041}</script>*/=1;';
const SHOWN = String.raw`\x1b[31mx\x1b]0;t\x07\x9b1my\r\n\tz\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}\u{e0041}</script>*/=1;`;
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

interface Run { code: number; stdout: string; stderr: string }

function handoff(args: readonly string[]): Promise<Run> {
  return new Promise((done) => {
    execFile(process.execPath, [join(OUT, 'cli.js'), ...args], { cwd: folder, timeout: 55_000, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      });
  });
}

/** What it printed; every run of this file goes through here. */
async function clean(...args: readonly string[]): Promise<Run> {
  const run = await handoff(args);
  for (const text of [run.stdout, run.stderr]) expect(UNSEEN.exec(text)).toBeNull();
  // A stack trace is a fault of ours.
  expect(run.stderr).not.toContain('    at ');
  return run;
}

const at = (name: string, content: string | object): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};

const scenario = (more: object = {}, step: object = {}): object => ({
  format: 'handoff-scenario/1', title: HOSTILE, description: HOSTILE, rules: 'linux', processes: [{ name: 'main' }, { name: 'other' }],
  steps: [
    { process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'], note: HOSTILE },
    { process: 'main', call: 'send', args: { fd: '$a', data: HOSTILE, flags: [] }, expect: { error: 'EPIPE' } },
    { process: 'main', call: 'recv', args: { fd: '$b', length: 500, flags: [] }, expect: { data: HOSTILE } },
    { message: HOSTILE, from: 'main', to: 'other', carrier: 'ipc', note: HOSTILE }, { ...step },
  ].filter((s) => Object.keys(s).length > 0),
  ...more,
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('typed text', () => {
  it.each([
    [['%']], [['help', '%']], [['run', '%']], [['run', '--%']], [['validate', '%']], [['validate', '%', '--json']],
    [['take', '--from', 'unix:/no/%']], [['give', '--to', '%']], [['give', '--to', 'unix:/no/%', '--listen', '%']],
    [['decode', '%']], [['explain', '%']], [['doctor', '%']], [['scan', '%']], [['scan', 'port:%']], [['scan', 'state:%', '--json']],
    [['scan', '--compare', '%']], [['scan', 'pid:1', '--save', '/no/%']], [['who', '%']], [['who', '/%']], [['who', '@%', '--json']],
    [['export', '%', '--to', 'svg']],
    [['export', 'x', '--to', '%']], [['conformance', '%']], [['serve', '%']], [['serve', '--port', '%']],
  ])('is visible where it is repeated: %j', async (args) => {
    const run = await clean(...args.map((arg) => arg.replace('%', HOSTILE)));
    expect(run.code).not.toBe(0);
    // One sentence, on one line, where it is a message.
    expect(run.stderr.split('\n').length).toBeLessThanOrEqual(2);
  });

  it.each([[['%']], [['run', '%']], [['explain', '%']], [['scan', 'port:%']]])('is cut where it is long: %j', async (args) => {
    const { stderr } = await clean(...args.map((arg) => arg.replace('%', 'n'.repeat(100_000))));
    expect(stderr).toMatch(/^.{1,4000}\n$/);
    expect(stderr).toContain('more characters');
  });

  it.each([[['constructor']], [['help', 'constructor']], [['help', '__proto__']], [['explain', '__proto__']],
    [['scan', 'state:constructor']], [['run', '--__proto__=x']]])(
    'is nothing that every object inherits: %j', async (args) => {
      const { code, stderr } = await clean(...args);
      expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
    },
  );
});

describe('text of a file', () => {
  it('of a scenario: run, validate', async () => {
    const run = await clean('run', at('a.json', scenario()));
    expect(run.stdout.split('\n')[0]).toBe(SHOWN);
    expect(run.stdout).toContain(`sends "${SHOWN}" to other by ipc`);
    expect(run.stdout).toContain(`"${SHOWN}"`);
    const json = await clean('run', 'a.json', '--json');
    expect(json.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { content?: { text: string } })
      .find((line) => line.content)?.content?.text).toBe(HOSTILE);
    const checked = await clean('validate', 'a.json', '--json');
    expect((JSON.parse(checked.stdout) as { title: string }).title).toBe(HOSTILE);
  });

  it('in messages about it: validate, conformance, run, export, decode', async () => {
    const at60 = HOSTILE.slice(0, 60);
    const bad: readonly (string | object)[] = [
      `{"format": "${HOSTILE}`, HOSTILE, scenario({ format: HOSTILE }), scenario({ rules: HOSTILE }), scenario({ [HOSTILE]: 1 }),
      scenario({ processes: [{ name: HOSTILE }] }),
      scenario({}, { process: 'main', call: at60 }), scenario({}, { process: HOSTILE, call: 'close' }),
      scenario({}, { process: 'main', call: 'close', args: { [HOSTILE]: 1 } }),
      scenario({}, { process: 'main', call: 'close', args: { fd: HOSTILE } }),
      scenario({}, { process: 'main', call: 'socket', args: { domain: HOSTILE, type: 'SOCK_STREAM' } }),
      scenario({}, { process: 'main', call: 'close', args: { fd: '$b' }, expect: { error: HOSTILE } }),
    ];
    const files = bad.map((content, i) => at(`bad${i}.json`, content));
    expect((await clean('validate', ...files)).stderr.trimEnd().split('\n')).toHaveLength(files.length);
    const json = (await clean('validate', '--json', ...files)).stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as object);
    expect(json).toEqual(files.map((file) => ({ file, ok: false, problem: expect.any(String) })));
    mkdirSync(join(folder, 'bad'), { recursive: true });
    at('bad/x.json', bad[1]!);
    for (const args of [['run', files.at(-1)!], ['export', files[1]!, '--to', 'svg'], ['decode', files[1]!],
      ['conformance', 'bad', '--provider', 'model']]) {
      const run = await clean(...args);
      expect([args[0], run.code, run.stdout, run.stderr.trimEnd().split('\n').length]).toEqual([args[0], 2, '', 1]);
    }
  });

  it('of a trace and a capture, damaged or not: export, scan --compare', async () => {
    await clean('run', at('b.json', scenario()), '--trace', 'b.ndjson');
    const lines = readFileSync(join(folder, 'b.ndjson'), 'utf8').trimEnd().split('\n');
    for (const to of ['svg', 'sequence-svg', 'ndjson', 'html', 'c']) {
      const { code } = await clean('export', 'b.ndjson', '--to', to, '--out', `out.${to}`);
      expect([to, code]).toEqual([to, 0]);
    }
    for (const to of ['svg', 'sequence-svg', 'ndjson']) expect((await clean('export', 'b.ndjson', '--to', to, '--out', '-')).code).toBe(0);
    for (const [i, content] of [HOSTILE, `{"format":"handoff-trace/1","x":"${HOSTILE}`, [lines[0], HOSTILE].join('\n'),
      [lines[0], `{"n":"${HOSTILE}`].join('\n')].entries()) {
      await clean('export', at(`${HOSTILE.slice(0, 8)}${i}.ndjson`, content), '--to', 'svg', '--out', '-');
      await clean('scan', '--compare', `${HOSTILE.slice(0, 8)}${i}.ndjson`);
    }
  });

  it('of a case: conformance, and its page', async () => {
    mkdirSync(join(folder, 'cases'), { recursive: true });
    at('cases/x.json', scenario());
    const { stdout } = await clean('conformance', 'cases', '--provider', 'model', '--report', 'page.html');
    expect(stdout).toContain('1 cases, 1 runs');
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).not.toContain('</script>');
    expect(UNSEEN.exec(page)).toBeNull();
    await clean('conformance', 'cases', '--provider', 'model', '--json');
  });
});

describe.skipIf(process.platform !== 'linux')('names of processes and sockets', () => {
  const NAME = '\u001b[31m\nq;=\u202e';
  const path = join(folder, 'a\n\u001b[31mb\u202e');
  let program: Started;
  beforeAll(async () => {
    program = startProgram(process.execPath, ['-e', `require('fs').writeFileSync('/proc/self/comm', ${JSON.stringify(NAME)});
      require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up')); process.stdin.resume();`, NAME, HOSTILE]);
    await program.says(/^up$/);
  });
  afterAll(() => program.stop());
  const name = String.raw`\x1b[31m\nq;=\u{202e}`;

  it('is one row, in text and in CSV, and exact in JSON', async () => {
    const text = await clean('scan', `pid:${program.pid}`, 'unix', 'listening');
    expect(text.stdout.split('\n').filter((line) => line.startsWith('unix'))).toHaveLength(1);
    expect(text.stdout).toContain(`${name} (${program.pid})`);
    const csv = await handoff(['scan', `pid:${program.pid}`, 'unix', 'listening', '--csv']);
    expect(UNSEEN.exec(csv.stdout.replaceAll('\r\n', '\n'))).toBeNull();
    expect(csv.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(csv.stdout).toContain(String.raw`,"\x1b[31m\nq;'=\u{202e}",`);
    for (const form of ['--json', '--ndjson']) {
      const { stdout } = await clean('scan', `pid:${program.pid}`, 'unix', 'listening', form);
      const found = JSON.parse(form === '--json' ? stdout : stdout.split('\n')[1]!) as { sockets: { local: string }[]; local: string;
        holders: { name: string }[] };
      const [socket] = form === '--json' ? found.sockets as unknown as (typeof found)[] : [found];
      expect([socket!.local, socket!.holders[0]!.name]).toEqual([path, NAME]);
    }
  });

  it('is visible to who, with its command line', async () => {
    const { stdout } = await clean('who', path);
    expect(stdout).toContain(`    ${name} (${program.pid})`);
    expect(stdout).toContain(SHOWN.slice(0, 20));
    expect(stdout.split('\n')[0]).toMatch(/\/a\\n\\x1b\[31mb\\u\{202e\}, listening/);
    expect(JSON.parse((await clean('who', path, '--json')).stdout))
      .toMatchObject({ sockets: [{ holders: [{ process: { name: NAME } }] }] });
  });

  it('does not reach the terminal, except for the colors of the inspector', () => {
    const command = [process.execPath, join(OUT, 'cli.js'), 'scan', `pid:${program.pid}`, 'unix', 'listening'].map((part) => `'${part}'`)
      .join(' ');
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'],
      { encoding: 'utf8', env: { ...process.env, TERM: 'xterm', NO_COLOR: '' }, cwd: resolve('.') });
    expect(stdout).toContain('\u001b[1m');
    const ours = [0, 1, 2, 31, 32, 33].map((code) => `\u001b[${code}m`);
    expect(UNSEEN.exec([...ours, '\r\n'].reduce((text, own) => text.replaceAll(own, ''), stdout))).toBeNull();
    // Between colors of ours stands what the program is called.
    expect(stdout).toContain(`${name} (${program.pid})`);
  });
});
