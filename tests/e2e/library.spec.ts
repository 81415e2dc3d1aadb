import { findRule } from '../../app/shared/rules/catalogue.ts';
import { expect, test } from './fixtures.ts';
import { ask } from './wire.ts';
import { strings as start } from '../../app/renderer/start/strings.ts';

test('the library is searched by words and by platform, under the questions that it answers', async ({ app }) => {
  const library = await ask(app, 'library.list', {});
  const shown = () => app.locator('[data-testid^="scenario-"]:not([type="file"])').count();
  await expect.poll(shown).toBe(library.length);
  const questions = [...new Set(library.map((entry) => entry.group))];
  for (const question of questions) await expect(app.getByRole('group', { name: question })).toBeVisible();

  await app.getByTestId('library-search').fill('epoll');
  await expect.poll(shown).toBeLessThan(library.length);
  await expect(app.getByTestId('scenario-linux-stale-epoll')).toBeVisible();

  // Each word anywhere: a call, a constant of another, the number of an expected error, a word of the title.
  await app.getByTestId('library-search').fill('wrong wsaduplicatesocketw sock_stream 10022');
  await expect(app.getByTestId('scenario-winsock-exported-by-the-wrong-process')).toBeVisible();
  await expect(app.locator('[data-testid^="scenario-"]:checked')).toBeVisible();
  await expect.poll(shown).toBeLessThan(5);

  await app.getByTestId('library-search').fill('');
  await app.getByRole('group', { name: start.list.platform }).getByLabel(start.list.platforms.linux).check();
  await expect.poll(shown).toBe(library.filter((entry) => entry.rules === 'linux').length);

  // What is chosen is told beside it, with its rules as they are written.
  const entry = library.find((e) => e.id === 'linux/in-flight-descriptor')!;
  await app.getByTestId('scenario-linux-in-flight-descriptor').check();
  const about = app.locator('.about');
  await expect(about).toContainText(entry.story);
  await about.getByRole('button', { name: entry.teaches[0]!, exact: true }).click();
  await expect(about.getByTestId(`rule-${entry.teaches[0]}`)).toContainText(findRule(entry.teaches[0]!)!.text);

  await app.getByTestId('library-search').fill('nothing has these words');
  await expect(app.getByText(start.list.noMatch)).toBeVisible();
  await app.getByRole('button', { name: start.list.showAll }).click();
  await expect.poll(shown).toBe(library.length);
});
