import { describe, expect, it } from 'vitest';
import { inRange, rangeText, untriedWine, winePlatform, wineVersion } from './platform.ts';

describe('the version in the name of a platform', () => {
  it.each([['wine-8.0', '8.0'], ['wine-10.0', '10.0'], ['wine-8', '8.0'], ['wine-9.21', '9.21'], ['wine-10.0.1', '10.0']])('%s is Wine %s',
    (platform, version) => { expect(wineVersion(platform)).toBe(version); });

  it.each(['linux', 'windows', 'model', 'wine', 'wine-x', 'wineskin-8'])('%s has none', (platform) => {
    expect(wineVersion(platform)).toBeNull();
    expect(untriedWine(platform)).toBeNull();
  });

  it('reads the text that it wrote', () => {
    expect(wineVersion(winePlatform('10.0'))).toBe('10.0');
  });
});

describe('a range of versions', () => {
  const ended = { from: '8.0', until: '10.0' } as const;
  const lasting = { from: '8.0', until: null } as const;
  const recent = { from: '10.0', until: null } as const;

  it.each([
    ['8.0', true, true, false], ['9.0', true, true, false], ['9.22', true, true, false], ['10.0', false, true, true],
    // Outside what was tried, the nearest version that was tried counts.
    ['11.0', false, true, true], ['10.1', false, true, true], ['7.0', true, true, false],
  ] as const)('includes %s or not', (version, inEnded, inLasting, inRecent) => {
    expect([ended, lasting, recent].map((range) => inRange(range, version))).toEqual([inEnded, inLasting, inRecent]);
  });

  it('is written out', () => {
    expect([ended, lasting].map(rangeText)).toEqual(['Wine 8.0, no longer 10.0', 'Wine 8.0 and later']);
  });
});

describe('a Wine that was never tried', () => {
  it('is named, with the list that is used for it', () => {
    expect(untriedWine('wine-11.0')).toMatch(/^Wine 11\.0 is newer than any that was tried .*known differences of Wine 10\.0 are used\.$/);
    expect(untriedWine('wine-7.0')).toMatch(/^Wine 7\.0 is older .*of Wine 8\.0 are used\.$/);
    expect(untriedWine('wine-9.0')).toMatch(/^Wine 9\.0 was not tried/);
    expect(['wine-8', 'wine-8.0', 'wine-10.0'].map(untriedWine)).toEqual([null, null, null]);
  });
});
