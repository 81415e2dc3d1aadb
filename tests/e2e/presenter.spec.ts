import { expect, test } from './fixtures.ts';
import { open, position, trace } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';
import { strings as presenter } from '../../app/renderer/presenter/strings.ts';
const lower = (text: string) => text[0]!.toLowerCase() + text.slice(1);

test('presenter mode follows the keys of a remote control, asks before a step and shows its outcome', async ({ app }) => {
  await open(app, 'model', 'winsock/a-transfer-never-imported');
  await app.keyboard.press('p');
  const stage = app.getByTestId('presenter');
  await expect(stage).toContainText(presenter.beforeFirst);
  const next = async () => {
    const { at } = await position(app);
    await app.keyboard.press('PageDown');
    await expect(app.getByTestId('position')).toContainText(new RegExp(`^${at + 1} of`));
  };
  for (let n = 1; n <= 7; n++) await next();
  await expect(stage).toContainText(common.stepTitle(7));
  await expect(stage.getByTestId('graph')).toBeVisible();
  await app.keyboard.press('PageUp');
  await expect(app.getByTestId('position')).toContainText(/^6 of/);
  await next();
  expect((await trace(app)).length).toBe(7);

  // Blank and back, as every remote can.
  await app.keyboard.press('b');
  await expect(app.getByTestId('presenter-blank')).toBeVisible();
  await app.keyboard.press('b');
  await expect(stage).toBeVisible();

  // Step 8 fails; the question does not give that away.
  await app.keyboard.press('q');
  await expect(app.getByTestId('presenter-ask')).toHaveAttribute('aria-pressed', 'true');
  await app.keyboard.press('PageDown');
  const question = app.getByTestId('question');
  await expect(question).toContainText(presenter.question);
  expect((await trace(app)).length, 'nothing is performed before the answer').toBe(7);
  const answers = await question.getByRole('listitem').allInnerTexts();
  expect(answers).toContain(presenter.outcomes.succeeds);
  expect(answers.length).toBeGreaterThan(2);
  await question.getByRole('button', { name: presenter.outcomes.succeeds }).click();
  await expect(app.getByTestId('judged')).toHaveText(presenter.wrong(lower(presenter.outcomes.failsWith('WSAEADDRINUSE'))));
  const told = (await trace(app)).step(8)!.predicted!.rules[0]!;
  await expect(stage.locator('.rule').first()).toContainText(told);

  // Unanswered, the next one is shown with its answer; answered rightly, it says so.
  await app.keyboard.press('PageDown');
  await expect(question).toBeVisible();
  await app.keyboard.press('PageDown');
  await expect(app.getByTestId('position')).toContainText(/^9 of/);
  await app.keyboard.press('PageDown');
  await question.getByRole('button', { name: presenter.outcomes.succeeds }).click();
  await expect(app.getByTestId('judged')).toHaveText(presenter.right(lower(presenter.outcomes.succeeds)));

  await app.keyboard.press('Escape');
  await expect(app.getByTestId('steps-list')).toBeVisible();
  await expect(app.getByTestId('position')).toContainText(/^10 of/);
});
