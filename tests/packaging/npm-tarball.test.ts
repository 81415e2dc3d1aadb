import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sh } from './build.ts';

const away = mkdtempSync(join(tmpdir(), 'handoff-npm-'));
const prefix = join(away, 'prefix');
const handoff = (...args: string[]): string => sh(join(prefix, 'bin', 'handoff'), args, { cwd: away });
let tarball = '';

beforeAll(() => {
  sh('npm', ['pack', '--silent', '--pack-destination', away]);
  tarball = join(away, readdirSync(away).find((name) => name.endsWith('.tgz'))!);
  sh('npm', ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error', tarball],
    { cwd: away });
});
afterAll(() => rmSync(away, { recursive: true, force: true }));

it('holds the built program, its data and nothing of the sources', () => {
  const files = sh('tar', ['-tzf', tarball]).trim().split('\n').map((file) => file.replace(/^package\//, ''));
  const assets = /^(assets\/(asserted|scenarios|schema)|docs\/clients)\/./;
  const built = /^(package\.json|README\.md|LICENSE|out\/main\/.*\.js|out\/renderer(-replay)?\/.*)$/;
  expect(files.filter((file) => !assets.test(file) && !built.test(file))).toEqual([]);
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
});

it('is installed as a command that performs real calls, away from any checkout', () => {
  expect(handoff('--version').trim()).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  const lines = handoff('run', 'linux/the-last-close-closes', '--provider', 'linux', '--json').trim().split('\n');
  const summary = JSON.parse(lines.at(-1)!) as Record<string, unknown>;
  expect(summary).toMatchObject({ divergences: 0, unmet: 0 });
  expect(existsSync(join(prefix, 'lib', 'node_modules', 'socket-handoff-inspector', 'node_modules', 'electron'))).toBe(false);
});

it('answers there with every verb, and exports in every form', () => {
  expect(handoff('run', '--list')).toContain('linux/stale-epoll');
  handoff('run', 'linux/stale-epoll', '--trace', 'trace.ndjson');
  for (const form of ['svg', 'png', 'sequence-svg', 'ndjson', 'html']) {
    handoff('export', 'trace.ndjson', '--to', form, '--out', `out.${form}`);
    expect(readFileSync(join(away, `out.${form}`)).length, form).toBeGreaterThan(1000);
  }
  handoff('export', 'trace.ndjson', '--to', 'c', '--out', 'programs');
  expect(readdirSync(join(away, 'programs')).sort()).toEqual(['handoff.h', 'main.c', 'worker.c']);
  const scenarios = join(prefix, 'lib', 'node_modules', 'socket-handoff-inspector', 'assets', 'scenarios', 'linux');
  expect(handoff('validate', ...readdirSync(scenarios).map((file) => join(scenarios, file))).trim().split('\n'))
    .toHaveLength(readdirSync(scenarios).length);
  expect(handoff('conformance', scenarios, '--provider', 'model')).toContain(' 0 diverge');
  expect(handoff('explain', '10022')).toContain('WSAEINVAL');
  expect(handoff('doctor')).toContain('HANDOFF_CACHE');
  expect(handoff('scan', '--ndjson').split('\n')[0]).toContain('"record":"capture"');
  expect(handoff('serve', '--idle', '0.01')).toContain('No page was connected');
  for (const verb of ['run', 'export', 'validate', 'conformance', 'who', 'scan', 'serve', 'explain', 'doctor', 'give', 'take', 'decode']) {
    expect(handoff(verb, '--help')).toContain(`handoff ${verb}`);
  }
});
