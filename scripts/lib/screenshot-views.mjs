// The views that are pictured, each reached as a user reaches it.

const SECOND = 'the-second-registration-cancels-the-first';

/** Opens a scenario on the provider that makes real calls, where there is one. */
async function open(page, rules, name, steps) {
  await page.getByTestId(`scenario-${rules}-${name}`).click();
  const real = page.getByTestId(`provider-${rules}`);
  await ((await real.isEnabled()) ? real : page.getByTestId('provider-model')).click();
  await page.getByTestId('open-session').click();
  await page.getByTestId('position').waitFor({ timeout: 60_000 });
  for (let n = 1; n <= steps; n++) {
    await page.getByTestId('step').click();
    await page.getByTestId('position').filter({ hasText: new RegExp(`^${n} of`) }).waitFor({ timeout: 20_000 });
  }
  // The pointer lies on the button; what it shows there is no part of the view.
  await page.mouse.move(0, 0);
}

const tab = (name) => async (page) => {
  await page.getByTestId(`tab-${name}`).click();
  await page.getByText(/^Opening .* …$/).waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
};

/** @type {readonly { name: string, show: (page: import('playwright-core').Page) => Promise<void> }[]} */
export const VIEWS = [
  { name: 'start', show: async () => {} },
  { name: 'graph', show: (page) => open(page, 'winsock', 'hand-a-connection-over', 7) },
  {
    name: 'why',
    async show(page) {
      await open(page, 'winsock', SECOND, 20);
      await page.locator('[data-testid^="node-registration-"][data-state="cancelled"]').first().click();
      const why = page.getByTestId('why-why-not-fired');
      if ((await why.getAttribute('aria-expanded')) !== 'true') await why.click();
      await page.mouse.move(0, 0);
    },
  },
  { name: 'sequence', show: async (page) => { await open(page, 'winsock', SECOND, 22); await tab('sequence')(page); } },
  { name: 'log', show: async (page) => { await open(page, 'linux', 'graceful-restart', 20); await tab('log')(page); } },
  {
    name: 'diff',
    async show(page) {
      await open(page, 'winsock', SECOND, 18);
      await tab('diff')(page);
      await page.getByTestId('diff-from').fill('6');
    },
  },
  { name: 'sides', show: async (page) => { await open(page, 'linux', 'in-flight-descriptor', 12); await tab('sides')(page); } },
  { name: 'code', show: async (page) => { await open(page, 'winsock', SECOND, 9); await tab('code')(page); } },
  {
    name: 'palette',
    async show(page) {
      await open(page, 'winsock', 'a-transfer-never-imported', 9);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('call:WSASocketW');
      await page.locator('[data-testid^="found-step-"]').first().waitFor();
    },
  },
  {
    name: 'presenter',
    async show(page) {
      await open(page, 'winsock', 'a-transfer-never-imported', 7);
      await page.keyboard.press('p');
      await page.getByTestId('presenter').waitFor();
      await page.keyboard.press('q');
      await page.keyboard.press('PageDown');
      await page.getByTestId('question').waitFor();
    },
  },
];
