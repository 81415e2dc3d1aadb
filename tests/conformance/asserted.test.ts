/** Behavior that public tests assert on Windows: the collection itself, the model on all of it, Wine on a part. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceByRule } from '../../app/shared/asserted/evidence.ts';
import { aboutRule } from '../../app/shared/explain/rule-facts.ts';
import { RULES } from '../../app/shared/rules/catalogue.ts';
import { readCollection } from '../../app/main/services/asserted/collection.ts';
import { reportOf } from '../../app/main/services/asserted/report.ts';
import { type AssertedRuns, runAsserted } from '../../app/main/services/asserted/run-asserted.ts';
import { Providers } from '../../app/main/services/providers/providers.ts';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { CACHE, OUT } from '../support/providers.ts';

const collection = await readCollection('assets/asserted');

/** One group or two of each kind; `handoff conformance --asserted` runs all of them. */
const UNDER_WINE = ['export-arguments', 'import-before-bind', 'accept-events', 'close-events-unread-messages', 'packet-aborted',
  'net-connection-v4-other', 'create-from-description', 'fault-bind', 'accept-in-thread'];

const run = (provider: ProviderId, ids?: readonly string[]): Promise<AssertedRuns> => runAsserted({
  providers: new Providers({ outDir: OUT, cacheDir: CACHE }), on: [provider], onRun: () => {},
  cases: collection.cases.filter(({ group }) => ids === undefined || ids.includes(group.id)),
});

describe('the collection', () => {
  it('has at least 300 assertions, of five projects, each for rules of the catalogue', () => {
    const known = new Set(RULES.map((rule) => rule.id));
    expect(collection.cases.flatMap((one) => one.assertions).length).toBeGreaterThanOrEqual(300);
    expect(new Set(collection.cases.map(({ source }) => source.repository))).toEqual(
      new Set(['wine-mirror/wine', 'dotnet/runtime', 'python/cpython', 'libuv/libuv', 'golang/go']));
    expect([...evidenceByRule(collection.cases).keys()].filter((rule) => !known.has(rule))).toEqual([]);
  });

  it('has the source of everything that a rule or a clause calls asserted', () => {
    const files = new Set(collection.cases.map(({ source }) => `${source.repository} ${source.file} ${source.commit}`));
    const assertions = new Set(collection.cases.flatMap((one) => one.assertions.map(({ id }) => id)));
    const rules = RULES.map(({ id }) => aboutRule(id)!);
    for (const { id, evidence, asserted } of rules) {
      expect(asserted.length > 0, id).toBe(evidence.includes('asserted'));
      for (const { repository, file, commit } of asserted) expect(files, id).toContain(`${repository} ${file} ${commit}`);
    }
    const clauses = rules.flatMap((rule) => rule.clauses);
    expect(clauses.filter(({ evidence, asserted }) => evidence.includes('asserted') !== (asserted !== null))).toEqual([]);
    expect(clauses.flatMap(({ asserted }) => asserted ?? []).filter((id) => !assertions.has(id))).toEqual([]);
  });
});

describe('on the model', () => {
  it('every assertion agrees, is open, or is listed as a contradiction to correct', async () => {
    const { runs } = await run('model');
    const report = reportOf(collection, runs);
    const [model] = report.platforms;
    expect(model?.differences.filter(({ account }) => account.kind === 'unexplained')).toEqual([]);
    expect(report.stale).toEqual([]);
    const { counts } = model!;
    expect(Object.values(counts).reduce((sum, n) => sum + n)).toBe(report.assertions);
  });
});

describe('under Wine', () => {
  it.each(UNDER_WINE)('%s agrees, or its departure is named', async (id) => {
    const { runs, absent } = await run('winsock', [id]);
    expect(absent).toEqual({ model: 'It was left out of this run.' });
    const { platforms, stale, failed } = reportOf(collection, runs);
    expect({ stale, failed }).toEqual({ stale: [], failed: [] });
    expect(platforms.length).toBeGreaterThan(0);
    for (const { differences, counts } of platforms) {
      expect(differences.filter(({ account }) => account.kind === 'unexplained')).toEqual([]);
      expect(counts).toMatchObject({ 'no-opinion': 0, 'not-reached': 0 });
    }
  });
});

describe('handoff conformance --asserted', () => {
  const cli = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => new Promise((resolve) => {
    execFile(process.execPath, [join(OUT, 'cli.js'), 'conformance', '--asserted', ...args], { timeout: 50_000, maxBuffer: 32e6 },
      (error, stdout, stderr) => { resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }); });
  });

  it('prints a line per assertion and a report, and ends with 0 if everything is accounted for', async () => {
    const { code, stdout } = await cli('import-', '--provider', 'model', '--json');
    const lines = stdout.trim().split('\n').map((line) =>
      JSON_SCHEMAS['handoff-asserted-1'].parse(JSON.parse(line)) as Record<string, unknown>);
    const report = lines.at(-1)!;
    expect({ code, assertions: report['assertions'] }).toEqual({ code: 0, assertions: lines.length - 1 });
    expect(lines[0]).toMatchObject({ assertion: 'import-after-bind/1', platform: 'model', state: 'agrees',
      source: { repository: 'wine-mirror/wine', file: 'dlls/ws2_32/tests/sock.c', test: 'test_WSADuplicateSocket' } });
  });

  it('counts 0 contradictions of the model in its summary', async () => {
    const { code, stdout } = await cli('accept-events', '--provider', 'model');
    expect(code).toBe(0);
    expect(stdout).toContain('0 contradicted');
    expect(stdout).toContain('made by tests that run on Windows');
    expect(stdout).toMatch(/^✓ agrees {2}✗ differs {2}· no opinion {2}– not reached$/m);
  });

  it('counts one group as one', async () => {
    expect((await cli('import-after-bind', '--provider', 'model')).stdout).toMatch(/^\d+ assertions? in 1 group, /m);
  });

  it('refuses a name that no group contains', async () => {
    const { code, stdout, stderr } = await cli('nosuchgroup', '--provider', 'model');
    expect(stderr).toBe('handoff: conformance --asserted: no group contains "nosuchgroup". Leave the names out to run every group.\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
