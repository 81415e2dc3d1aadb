import { StepIndex } from '../../app/shared/search/step-index.ts';
import { parseStepFilter } from '../../app/shared/search/terms.ts';
import { expect, test } from './fixtures.ts';
import { open, stepToEnd, trace } from './session.ts';
import { strings as inspector } from '../../app/renderer/inspector/strings.ts';
import { strings as palette } from '../../app/renderer/palette/strings.ts';
import { pattern } from './text.ts';

test('the palette finds steps by a typed filter, things by name, and runs commands', async ({ app }) => {
  await open(app, 'model', 'winsock/a-transfer-never-imported');
  await stepToEnd(app);
  const log = await trace(app);
  const input = app.getByTestId('palette-input');
  const found = () =>
    app.locator('[data-testid^="found-step-"]')
      .evaluateAll((all) => all.map((item) => Number((item as HTMLElement).dataset['testid']!.split('-').at(-1))));
  const steps = (filter: string) => {
    const parsed = parseStepFilter(filter);
    return parsed.ok ? new StepIndex(log).find(parsed.terms) : [];
  };
  await app.keyboard.press('Control+k');
  await expect(input).toBeFocused();
  for (const filter of ['call:WSASocketW', 'error:*', 'process:next -call:bind', 'step:3-5', 'call:closesocket process:target',
    'address:127.0.0.1*']) {
    await input.fill(filter);
    await expect.poll(found, filter).toEqual(steps(filter));
    expect(steps(filter).length, filter).toBeGreaterThan(0);
  }

  // Nothing found says so; a term that is none says where.
  await input.fill('call:WSAEventSelect error:*');
  await expect(app.getByRole('dialog')).toContainText(pattern(palette.noMatch));
  await input.fill('call:bind colour:red');
  await expect(app.getByRole('dialog').getByRole('alert')).toContainText('There is no "colour:"');
  await expect(app.getByRole('dialog').getByRole('alert')).toContainText(palette.problemAt('', 11).trim());
  await expect.poll(found).toEqual([]);

  // Enter takes the first.
  await input.fill('error:*');
  await expect.poll(found).toEqual(steps('error:*'));
  await app.keyboard.press('Enter');
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${steps('error:*')[0]} of`));

  // A thing by its name.
  await app.keyboard.press('/');
  await input.fill('process target');
  await app.getByRole('option', { name: 'process target', exact: true }).click();
  await expect(app.getByTestId('inspector')).toContainText(inspector.process.heading('target'));

  // Commands, with their keys beside them.
  await app.keyboard.press('Control+k');
  await input.fill('show sequence');
  await expect(app.getByTestId('command-view-sequence')).toContainText('2');
  await expect(app.getByTestId('command-view-sequence')).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('tab-sequence')).toHaveAttribute('aria-selected', 'true');
  await app.getByTestId('search').click();
  await input.fill('theme dark');
  await expect(app.getByTestId('command-dark')).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('Enter');
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark');

  // Escape closes, and the focus is where it was.
  await app.getByTestId('tab-sequence').focus();
  await app.keyboard.press('Control+k');
  await expect(input).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.locator('dialog')).toHaveCount(0);
  await expect(app.getByTestId('tab-sequence')).toBeFocused();

  // Every key that the help names is one.
  await app.keyboard.press('?');
  const help = app.getByRole('dialog', { name: palette.shortcuts });
  await expect(help).toContainText(palette.commands.step);
  await expect(help).toContainText(palette.commands.presenter);
  await app.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
});
