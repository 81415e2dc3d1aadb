import { expectedFact } from '../../app/shared/trace/compare.ts';
import { readText } from '../../app/renderer/format/field.ts';
import { alignTraces } from '../../app/shared/trace/align.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import { TraceLog } from '../../app/shared/trace/log.ts';
import type { RuleId } from '../../app/shared/domain/ids.ts';
import { outcomeDivergence } from '../../app/shared/trace/step.ts';
import { listener, play } from '../support/play.ts';
import { expect, test } from './fixtures.ts';
import { needProvider, open, stepTo, stepToEnd, trace } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';
import { strings as sides } from '../../app/renderer/compare/strings.ts';
import { pattern } from './text.ts';

test('the model stands beside what the OS did, fact by fact', async ({ app }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', 'linux/hand-a-connection-over');
  await app.getByTestId('tab-sides').click();
  await expect(app.getByTestId('sides')).toContainText(pattern(sides.model.nothingYet));
  await stepTo(app, 6);
  const log = await trace(app);
  for (const step of log.steps().slice(-3)) {
    await app.getByTestId(`step-row-${step.n}`).getByRole('button').click();
    await expect(app.getByTestId('sides-outcome')).toContainText(sides.model.step(step.n, '', '').trim());
    const rows = await app.getByTestId('sides-facts').locator('tbody tr').evaluateAll((all) => all.map((row) => ({
      differs: row.getAttribute('data-differs'), model: row.children[1]?.textContent, os: row.children[2]?.firstChild?.textContent,
    })));
    const world = log.worldAt(step.n);
    expect(rows).toEqual(step.facts.map((fact) => {
      const expected = expectedFact(world, fact);
      return { differs: 'false', model: expected === undefined ? common.noPrediction : String(expected), os: readText(fact.value) };
    }));
  }
  await expect(app.getByTestId('sides')).toContainText(sides.model.noDifferences);
});

test('an outcome that differs is marked as its facts are, and a known one as known', async ({ app }) => {
  const played = await play('winsock', listener);
  const log = new TraceLog(played.header);
  for (const step of played.steps()) {
    const differs = (knownDifference: RuleId | null) => outcomeDivergence('bind',
      { predicted: 'succeeds', observed: 'WSAEINVAL (10022)', rules: [], knownDifference });
    const divergences = step.n === 2 ? [differs(null)] : step.n === 3 ? [differs('W11')] : [];
    log.append({ ...step, divergences });
  }
  await app.getByTestId('scenario-file').setInputFiles({ name: 'differs.ndjson', mimeType: 'application/x-ndjson',
    buffer: Buffer.from(writeTrace(log)) });
  await app.getByTestId('tab-sides').click();
  const outcome = app.getByTestId('sides-outcome').locator('tbody tr').first();
  for (const [n, differs, known] of [[1, 'false', 'false'], [2, 'true', 'false'], [3, 'false', 'true']] as const) {
    await app.getByTestId(`step-row-${n}`).getByRole('button').click();
    await expect(app.getByTestId('sides-outcome')).toContainText(`Step ${n}:`);
    await expect(outcome).toHaveAttribute('data-differs', differs);
    await expect(outcome).toHaveAttribute('data-known', known);
  }
});

test('Winsock stands beside Linux: the same story, call beside call', async ({ app }) => {
  test.setTimeout(120_000);
  await needProvider(app, 'winsock');
  await needProvider(app, 'linux');
  await open(app, 'winsock', 'winsock/hand-a-connection-over');
  await stepToEnd(app);
  const log = await trace(app);
  await app.getByTestId('tab-sides').click();
  await app.getByTestId('sides-providers').check();

  await app.getByTestId('beside').selectOption({ value: 'same model' });
  await app.getByTestId('run-beside').click();
  await expect(app.getByTestId('paired-sum')).toContainText(pattern(sides.pairs.sum(NaN, 0)), { timeout: 30_000 });
  const same = alignTraces(log.steps(), log.steps(), true).length;
  await expect(app.getByTestId('paired').locator('tbody tr')).toHaveCount(same);

  await app.getByTestId('beside').selectOption({ value: 'twin linux' });
  await app.getByTestId('run-beside').click();
  await expect(app.getByTestId('paired-sum')).toContainText(pattern(sides.pairs.sum(NaN, 0)), { timeout: 30_000 });
  const pair = app.getByTestId('paired').locator('tbody tr').filter({ hasText: 'WSADuplicateSocketW' });
  await expect(pair).toContainText('sendmsg');
  await pair.getByRole('button').first().click();
  const exported = log.steps().find((s) => s.action.kind === 'call' && s.action.call === 'WSADuplicateSocketW')!;
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${exported.n} of`));
  await expect(pair).toHaveAttribute('aria-current', 'step');
});
