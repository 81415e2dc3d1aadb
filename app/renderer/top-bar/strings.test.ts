import { expect, it } from 'vitest';
import { strings } from './strings.ts';

it('names the known differences used for an untested Wine, and adds nothing for other platforms', () => {
  expect(strings.standing.platform('wine-11.0')).toMatch(/^Platform: wine-11\.0\. Wine 11\.0 is newer .*of Wine 10\.0 are used\.$/);
  expect(['wine-8', 'wine-8.0', 'wine-10.0', 'linux', 'windows', 'model'].map(strings.standing.platform))
    .toEqual(['wine-8', 'wine-8.0', 'wine-10.0', 'linux', 'windows', 'model'].map((platform) => `Platform: ${platform}`));
});
