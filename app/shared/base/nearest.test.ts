import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it.each([['sokcet', 'socket'], ['SOCKET', 'socket'], ['lsten', 'listen'], ['dance', null], ['', null]])('%s: %s', (word, found) => {
  expect(nearest(word, ['socket', 'listen', 'accept'])).toBe(found);
});

it('does not compare very long words', () => {
  // Comparing two such words would take days.
  const long = 'n'.repeat(1 << 20);
  expect(nearest(long, [`${long}x`, 'socket'])).toBeNull();
  expect(nearest('socket', [long])).toBeNull();
});
