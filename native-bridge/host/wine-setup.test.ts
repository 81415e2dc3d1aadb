import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { chosenWine, WINE_VARIABLE, winesSetUp } from './wine-setup.ts';
import { wineAvailability } from './wine.ts';

const cache = mkdtempSync(join(tmpdir(), 'wine-setup-test-'));
const before = process.env[WINE_VARIABLE];
afterAll(() => { rmSync(cache, { recursive: true, force: true }); });
afterEach(() => {
  if (before === undefined) delete process.env[WINE_VARIABLE];
  else process.env[WINE_VARIABLE] = before;
});

const wine = (version: string) =>
  ({ version, wine: `/wines/${version}/wine`, prefix: `/wines/${version}/prefix`, asRoot: version !== '8.0' });
const common = { nodeExe: '/modules/node.exe', koffiDir: '/modules' };

function setUp(...versions: readonly string[]): void {
  mkdirSync(join(cache, 'wine'), { recursive: true });
  const [first, ...others] = versions.map(wine);
  writeFileSync(join(cache, 'wine', 'wine.json'), JSON.stringify({ ...first, ...common, others }));
}

it('lists the Wines of a set-up, the one to use first', () => {
  setUp('8.0', '10.0', '10.3');
  expect(winesSetUp(cache)).toEqual([wine('8.0'), wine('10.0'), wine('10.3')].map((one) => ({ ...one, ...common })));
  expect(winesSetUp('/nowhere')).toEqual([]);
});

it.each([
  [undefined, '8.0'], ['', '8.0'], ['8', '8.0'], ['8.0', '8.0'], ['10', '10.0'], ['10.0', '10.0'], ['10.3', '10.3'], ['wine-10.3', '10.3'],
])('HANDOFF_WINE %j chooses Wine %s', (named, version) => {
  setUp('8.0', '10.0', '10.3');
  if (named === undefined) delete process.env[WINE_VARIABLE];
  else process.env[WINE_VARIABLE] = named;
  expect(chosenWine(cache)).toMatchObject({ version, nodeExe: '/modules/node.exe' });
});

it.each([
  ['9', /^Wine 9 is not set up \(8\.0 and 10\.0 are\): install it as this machine's Wine and run "npm run setup", or unset HANDOFF_WINE$/],
  ['10.7', /^Wine 10\.7 is not set up .*--wine 10"/],
  ['newest', /^HANDOFF_WINE must be a version such as 10 or 10\.0, and is "newest"$/],
])('HANDOFF_WINE %j chooses none, and the provider says why', (named, reason) => {
  setUp('8.0', '10.0');
  process.env[WINE_VARIABLE] = named;
  expect(chosenWine(cache)).toMatch(reason);
  expect(wineAvailability(cache)).toEqual({ available: false, reason: expect.stringMatching(reason) as string, version: null });
});

it('a version that is asked for takes precedence over HANDOFF_WINE', () => {
  setUp('8.0', '10.0');
  process.env[WINE_VARIABLE] = '8';
  expect(chosenWine(cache, '10.0')).toMatchObject({ version: '10.0' });
});

it.each([
  ['no version', { version: undefined }], ['a version that is a number', { version: 8 }], ['an empty path', { wine: '' }],
  ['others that are no list', { others: 7 }], ['another Wine without a prefix', { others: [{ ...wine('10.0'), prefix: null }] }],
])('a description with %s counts as none', (_what, damage) => {
  setUp('8.0');
  writeFileSync(join(cache, 'wine', 'wine.json'), JSON.stringify({ ...wine('8.0'), ...common, others: [], ...damage }));
  expect(chosenWine(cache)).toMatch(/^Wine is not set up: run "npm run setup"/);
});
