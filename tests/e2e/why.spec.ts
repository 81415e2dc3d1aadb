import { isFoundBy } from '../../app/shared/hazards/found-by.ts';
import { expect, test } from './fixtures.ts';
import { nodeId } from './screen.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import { goTo, open, stepTo, stepToEnd, trace } from './session.ts';
import { findRule } from '../../app/shared/rules/catalogue.ts';
import { hypothesisText } from '../../app/shared/rules/evidence.ts';
import { strings as rules } from '../../app/renderer/components/rule-strings.ts';
import { strings as hazards } from '../../app/renderer/hazards/strings.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';
import { pattern } from './text.ts';

test('Why answers on a selection, and its links lead to the steps that caused it', async ({ app }) => {
  await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
  await stepTo(app, 20);
  const log = await trace(app);
  const [first, second] = allOf(log.worldAt(20), 'registration');
  await app.getByTestId(nodeId(first!.id)).click();
  const why = app.getByTestId('why');
  const question = why.getByTestId('why-why-not-fired');
  await expect(question).toContainText(`registration of step ${first!.step}`);
  if ((await question.getAttribute('aria-expanded')) !== 'true') await question.click();
  await expect(why).toContainText(`step ${second!.step} ended reader's registration`);
  await why.getByRole('button', { name: common.stepLink(second!.step), exact: true }).first().click();
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${second!.step} of`));

  // The rule that it rests on can be read where it stands.
  await why.locator('.rule-chips button').first().click();
  await expect(why.locator('.rule-card')).toContainText(/A socket has one registration/i);

  // A failed call is asked about without a selection.
  await app.getByTestId('leave').click();
  await open(app, 'model', 'winsock/a-transfer-never-imported');
  await stepTo(app, 8);
  await expect(app.getByTestId('why-why-error')).toHaveAttribute('aria-expanded', 'true');
  await expect(app.getByTestId('why')).toContainText('WSAEADDRINUSE');
  // A rule says what of it is a hypothesis for Windows: its chip in short, its card in full.
  const chip = app.locator('.fact-list .rule-chips button', { hasText: 'S31' });
  await expect(chip).toContainText(rules.hypothesis(false));
  await chip.click();
  await expect(app.locator('.fact-list').getByTestId('rule-S31')).toContainText(hypothesisText(findRule('S31')!)!);
  await app.getByTestId('why').getByRole('button', { name: pattern(common.stepLink(NaN), true) }).first().click();
  await expect(app.getByTestId('position')).not.toContainText(/^8 of/);
});

for (const scenario of ['winsock/a-transfer-never-imported', 'linux/the-last-close-closes']) {
  test(`hazards of ${scenario} appear at their step and go when they end`, async ({ app }) => {
    await open(app, 'model', scenario);
    await stepToEnd(app);
    const log = await trace(app);
    const found = log.steps().flatMap((s) => s.hazards.filter((h) => h.state === 'found').map((h) => ({ h, n: s.n })));
    expect(found.length, 'hazards in the trace').toBeGreaterThan(0);
    for (const { h, n } of found) {
      const card = app.getByTestId(`hazard-${h.id}`);
      const stands = (at: number) => found.filter((f) => f.h.id === h.id && f.n <= at && endOf(f.h, f.n) > at).length;
      await goTo(app, n - 1);
      await expect(card).toHaveCount(stands(n - 1));
      await goTo(app, n);
      await expect(card).toHaveCount(stands(n));
      const here = isFoundBy(h, log.step(n)!, log.worldAt(n)) ? 'new' : 'found';
      await expect(card.filter({ hasText: hazards.here[here].trim() }).first()).toHaveAttribute('data-new', String(here === 'new'));
      const end = endOf(h, n);
      if (end === Infinity) continue;
      await goTo(app, end - 1);
      await expect(card).toHaveCount(stands(end - 1));
      await goTo(app, end);
      await expect(card).toHaveCount(stands(end));
      await expect(app.getByTestId('hazards')).toContainText(pattern(hazards.ended));
    }

    function endOf(hazard: { id: string; subjects: readonly string[] }, from: number): number {
      return log.steps()
        .find((s) => s.n > from
          && s.hazards.some((h) => h.state === 'ended' && h.id === hazard.id && h.subjects.join() === hazard.subjects.join()))?.n
          ?? Infinity;
    }
  });
}
