/** Surroundings that are not as they should be: one sentence and exit code 2 or 3, or no difference at all; never a stack trace. */
import { chownSync, cpSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CliRun, startCli, startCliByShell } from '../support/cli.ts';
import { CACHE, OUT } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-around-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUN = ['run', 'linux/the-last-close-closes', '--provider', 'linux'];
const WINE_RUN = ['run', 'winsock/take-a-connection-over', '--provider', 'winsock'];
const withEnv = (env: NodeJS.ProcessEnv,
  args: readonly string[] = RUN): Promise<CliRun> => startCli(args, { env: { ...process.env, ...env } }).ended;

/** What a run is like that ends with one sentence of this kind. */
const refusal = (pattern: RegExp, codes: readonly number[] = [2, 3]): object =>
  ({ code: expect.toBeOneOf([...codes]), signal: null, stdout: '',
    stderr: expect.stringMatching(new RegExp(`^[^\\n]*${pattern.source}[^\\n]*\\n$`)) });
const WHOLE = { code: 0, stdout: expect.stringContaining('0 unmet, divergences 0') };

describe('one sentence', () => {
  it('where the folder for temporary files is missing', async () => {
    expect(await withEnv({ TMPDIR: join(folder, 'none') }))
      .toEqual(refusal(/folder for temporary files, .*none: it does not exist.*TMPDIR/, [2]));
  });

  it('where the folder for temporary files cannot be written to', async () => {
    expect(await withEnv({ TMPDIR: '/proc' })).toEqual(refusal(/folder for temporary files, \/proc: /));
  });

  it('with too few descriptors to begin', async () => {
    // A runtime that needs few gets as far as the session.
    const sentence = refusal(/(limit of open files and sockets|needs \d+ to start).*ulimit -n/, [2]);
    for (const most of [40, 64]) expect(await startCliByShell(`ulimit -n ${most}; exec "$@"`, RUN).ended).toEqual(sentence);
  });

  it('for a name that is no UTF-8', async () => {
    const run = await startCliByShell('exec "$@" run "$(printf "\\377\\376.json")"', []).ended;
    expect(run).toEqual(refusal(/the file does not exist/, [2]));
  });

  it.each([
    ['truncated', (): string => '{"wine": "/usr'],
    ['of other types', (): string => JSON.stringify({ wine: 7, nodeExe: [1], prefix: {}, koffiDir: true })],
    ['of another machine', (): string => setup({ wine: '/nowhere/wine64' })],
    ['naming a prefix of another user',
      (): string => { mkdirSync(join(folder, 'theirs')); chownTo(join(folder, 'theirs'));
        return setup({ prefix: join(folder, 'theirs') }); }],
    ['naming a prefix that is no folder', (): string => setup({ prefix: program('prefix', 'x', 0o644) })],
    ['naming a prefix that is damaged',
      (): string => { mkdirSync(join(folder, 'damaged/drive_c'), { recursive: true });
        writeFileSync(join(folder, 'damaged/system.reg'), 'junk'); return setup({ prefix: join(folder, 'damaged') }); }],
    ['naming a wine that is no program', (): string => setup({ wine: program('wine64', '\0\0', 0o755) })],
    ['naming a wine that may not be run', (): string => setup({ wine: program('wine', '\0\0', 0o644) })],
    ['naming a node.exe that is none', (): string => setup({ nodeExe: program('node.exe', 'MZ', 0o644) })],
    ['naming modules without koffi', (): string => setup({ koffiDir: folder })],
  ] satisfies [string, () => string][])('for a wine.json %s', async (_, text) => {
    const cache = mkdtempSync(join(folder, 'cache-'));
    mkdirSync(join(cache, 'wine'));
    writeFileSync(join(cache, 'wine', 'wine.json'), text());
    expect(await withEnv({ HANDOFF_CACHE: cache }, WINE_RUN))
      .toEqual(refusal(/The provider "winsock" cannot (run|start) here: .*npm run setup/, [2]));
  });
});

it('tells of a path that Windows has no name for', async () => {
  expect(await inCheckout('a "check out"', WINE_RUN)).toEqual(refusal(/Windows has no name for .*a "check out".*move it elsewhere/, [2]));
});

describe('no difference', () => {
  it.each([
    ['HOME', { HOME: join(folder, 'no-home') }], ['HOME in /proc', { HOME: '/proc/none' }], ['HOME', { HOME: undefined }],
    ['a C locale', { LANG: 'C', LC_ALL: 'C' }], ['odd options of Node', { NODE_OPTIONS: '--trace-warnings --max-old-space-size=200' }],
  ])('without %s', async (_, env) => {
    expect(await withEnv(env)).toMatchObject(WHOLE);
  });

  it.each([['the input', '"$@" <&-'], ['standard error', '"$@" 2>&-']])('with %s closed', async (_, script) => {
    expect(await startCliByShell(script, RUN).ended).toMatchObject(WHOLE);
  });

  it('with the output closed or no longer read', async () => {
    expect(await startCliByShell('exec "$@" >&-', RUN).ended).toMatchObject({ code: 0, stderr: '' });
    expect(await startCliByShell('"$@" | head -1 >/dev/null; exit ${PIPESTATUS[0]}', RUN).ended).toMatchObject({ stderr: '' });
  });

  it('with a full disk as the output', async () => {
    const { code, stderr } = await startCliByShell('exec "$@" >/dev/full', RUN).ended;
    expect([code, stderr]).toEqual([1, 'handoff: the output cannot be written: no space is left on the disk\n']);
  });

  it.each([
    ['linux', RUN, 'a "check out\' of häß ✓', {}], ['winsock', WINE_RUN, 'a check out\' of häß ✓', {}],
    ['winsock', WINE_RUN, 'häß', { LC_ALL: 'C' }],
  ] as const)('on %s in a checkout that cannot be written to, arguments %j, named %s', async (_, args, name, env) => {
    expect(await inCheckout(name, args, env)).toMatchObject(WHOLE);
  });

  it('without /proc, except for fields that only /proc has', async () => {
    const script = 'unshare -m bash -c \'umount -l /proc && exec "$@"\' bash "$@"';
    expect(await startCliByShell(script, RUN).ended).toMatchObject(WHOLE);
    expect((await startCliByShell(script, ['doctor', '--json']).ended).stderr).not.toMatch(/^ +at /m);
    expect(await startCliByShell(script, ['who', '22']).ended).toEqual(refusal(/\/proc/));
  });
});

/** A build in a read-only folder of that name. */
async function inCheckout(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  const root = mkdtempSync(join(folder, `${name}-`));
  cpSync(OUT, join(root, 'out', 'main'), { recursive: true });
  for (const part of ['assets', 'package.json']) cpSync(resolve(part), join(root, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  chmodSync(root, 0o555);
  return startCli(args, { cli: join(root, 'out', 'main', 'cli.js'), env: { ...process.env, HANDOFF_CACHE: CACHE, ...env } }).ended;
}

function setup(other: object): string {
  return JSON.stringify({ ...JSON.parse(readFileSync(join(CACHE, 'wine', 'wine.json'), 'utf8')) as object, ...other });
}

function program(name: string, content: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  return path;
}

function chownTo(path: string): void {
  chownSync(path, 12_345, 12_345);
}
