import { mkdirSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rulePages } from './rule-pages.ts';

const FOLDER = 'docs/rules';

it('every rule has an up-to-date page (npm run docs regenerates them)', async () => {
  const pages = await rulePages();
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of pages) await expect(text).toMatchFileSnapshot(`../../${FOLDER}/${name}`);
  // A page without a rule is to be removed by hand.
  expect(readdirSync(FOLDER).filter((file) => !pages.has(file))).toEqual([]);
});
