import { expect, it } from 'vitest';
import { firstOfEach } from './summary.ts';

it('shows the first of each kind, in order, and counts the others by kind', () => {
  const first = (text: string) => firstOfEach(text.split(''), (letter) => letter, 2);
  expect(first('abaacab')).toEqual({ shown: ['a', 'b', 'a', 'c', 'b'], more: [['a', 2]] });
  expect(first('')).toEqual({ shown: [], more: [] });
});
