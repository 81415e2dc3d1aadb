import { expect, it } from 'vitest';
import { own } from './own.ts';

it('finds own properties of a record and no inherited ones', () => {
  expect(own({ a: 1 }, 'a')).toBe(1);
  expect(own(JSON.parse('{"__proto__": 2}') as Record<string, number>, '__proto__')).toBe(2);
  for (const name of ['constructor', '__proto__', 'toString']) expect(own({ a: 1 }, name)).toBeUndefined();
});
