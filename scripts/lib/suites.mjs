import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { at } from './paths.mjs';
import { runTool } from './run.mjs';

const LONGEST_MS = 30 * 60_000;
const CHECK_MS = 5 * 60_000;
/** With more failed files than this, something is broken: running them again would only cost time. */
const MOST_AGAIN = 3;
const report = (name) => at('test-results', name);

/**
 * The result of a suite: counts, remarks for its line, names of failed tests with the first line of their message, and
 * reasons of skipped tests.
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[], failures: string[], notRun: string[] }} Result
 */

/** The suites of `npm test` in order: name, and a function that runs one and resolves to its {@link Result}. */
export const SUITES = [
  { name: 'typecheck', run: () => single('typescript', 'tsc', ['-p', 'tsconfig.json']) },
  { name: 'lint', run: () => single('oxlint', 'oxlint', ['--type-aware']) },
  { name: 'vitest', run: vitest },
  { name: 'playwright', run: playwright },
];

/** An empty result with the given fields. */
export const result = (given) => ({ passed: 0, failed: 0, skipped: 0, notes: [], failures: [], notRun: [], ...given });

const attached = (env, timeoutMs = LONGEST_MS) => ({ env, stdio: ['ignore', 'inherit', 'inherit'], timeoutMs });

async function single(packageName, command, args) {
  const code = await runTool(packageName, command, args, attached({}, CHECK_MS));
  return code === 0 ? result({ passed: 1 }) : result({ failed: 1, notes: [`exit ${code}`] });
}

/** Listed one by one: the project `switches` runs on demand only. */
const PROJECTS = ['shared', 'unit', 'conformance', 'codegen', 'differential', 'kills', 'packaging', 'fuzz', 'docs', 'live', 'recording'];

async function vitest() {
  const projects = PROJECTS.flatMap((name) => ['--project', name]);
  const first = await vitestRun(projects, fresh('vitest.json'));
  if (first.files.length === 0 || first.files.length > MOST_AGAIN) return first;
  // A test that fails beside another load and passes alone is reported by name, and does not fail the run.
  console.log(`\n== vitest, failed files again: ${first.files.join(', ')}`);
  const again = await vitestRun([...projects, ...first.files], fresh('vitest-again.json'));
  if (again.failed > 0) return first;
  const recovered = first.failures.map((text) => `passed only when run again: ${text}`);
  const notes = [`${first.failed} passed only when run again`];
  return { ...first, passed: first.passed + first.failed, failed: 0, notes, failures: recovered };
}

/** One run of vitest; `files` are the files with a failed test, empty if the run itself failed. */
async function vitestRun(args, file) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runTool('vitest', 'vitest', ['run', ...args, ...reporters], attached());
  const outcome = reported(file, code, (json) => {
    // A file that cannot be loaded has no tests to count, so it counts as one itself.
    const broken = json.testResults.filter((item) => item.status === 'failed' && item.assertionResults.length === 0);
    const cases = json.testResults.flatMap((item) => item.assertionResults);
    const count = (...states) => cases.filter(({ status }) => states.includes(status)).length;
    const failures = json.testResults.flatMap((item) => [
      ...(broken.includes(item) ? [failure(item.name, 'cannot be loaded', item.message)] : []),
      ...item.assertionResults.filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => failure(item.name, fullName, failureMessages[0])),
    ]);
    const files = json.testResults.filter((item) => item.assertionResults.some(({ status }) => status === 'failed'))
      .map((item) => relative(at('.'), item.name));
    return {
      ...result({
        passed: count('passed'),
        failed: count('failed') + broken.length,
        skipped: count('pending', 'skipped', 'todo', 'disabled'),
        failures,
        notRun: notRunReasons(cases),
      }),
      files: broken.length > 0 ? [] : files,
    };
  });
  return { files: [], ...outcome };
}

/** Reasons in the titles of skipped groups ("not run: …"), with the number of tests that they skipped. */
function notRunReasons(cases) {
  const counts = new Map();
  for (const { status, ancestorTitles } of cases) {
    const why = status === 'passed' ? undefined : ancestorTitles.find((title) => title.startsWith('not run: '))?.slice('not run: '.length);
    if (why !== undefined) counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => `vitest: ${why} (${count} ${count === 1 ? 'test' : 'tests'})`);
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** One line per failed test, for the end of the output: a log is often kept only by its end. */
function failure(file, title, message = '') {
  const first = message.replaceAll(COLOURS, '').split('\n').find((line) => line.trim() !== '') ?? 'no message';
  return `${relative(at('.'), file)} > ${title}: ${first.trim().slice(0, 300)}`;
}

async function playwright() {
  const file = fresh('playwright.json');
  // Its own output folder, because it empties that folder before it starts.
  const args = ['test', '--retries=1', '--reporter=list,json', '--output', report('playwright')];
  const code = await runTool('@playwright/test', 'playwright', args, attached({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }));
  return reported(file, code, (json) => {
    const { expected, unexpected, flaky, skipped } = json.stats;
    const notes = flaky > 0 ? [`${flaky} passed only on a retry`] : [];
    const failures = specsOf(json).flatMap(({ ok, file, title, tests }) => {
      const error = tests.flatMap((test) => test.results).find((attempt) => attempt.error)?.error;
      if (ok && !tests.some(({ status }) => status === 'flaky')) return [];
      return [`${ok ? 'passed only on a retry: ' : ''}${failure(at('tests/e2e', file), title, error?.message)}`];
    });
    return result({ passed: expected + flaky, failed: unexpected, skipped, notes, failures, notRun: skipReasons(json) });
  });
}

function fresh(name) {
  mkdirSync(at('test-results'), { recursive: true });
  rmSync(report(name), { force: true });
  return report(name);
}

function reported(file, code, read) {
  if (!existsSync(file)) return result({ failed: 1, notes: [`ended without a report, exit ${code}`] });
  let found;
  try {
    found = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return result({ failed: 1, notes: [`unreadable report: ${error.message}`] });
  }
  // An error outside every test (a config, a hook, an unhandled rejection) shows only in the exit code.
  if (code !== 0 && found.failed === 0) return { ...found, failed: 1, notes: [...found.notes, `exit ${code} without a failed test`] };
  if (code === 0 && found.passed + found.failed + found.skipped === 0) return { ...found, failed: 1, notes: ['ran no test'] };
  return found;
}

/** All specs of a Playwright report, which nests them by file and group. */
function specsOf(report) {
  const within = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(within)];
  return report.suites.flatMap(within);
}

/** One text per reason, with the number of tests that it skipped. */
function skipReasons(json) {
  const counts = new Map();
  for (const test of specsOf(json).flatMap((spec) => spec.tests)) {
    if (test.status !== 'skipped') continue;
    const why = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? 'no reason given';
    const text = `${test.projectName || 'playwright'}: ${why}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${text} (${count} ${count === 1 ? 'test' : 'tests'})`);
}
