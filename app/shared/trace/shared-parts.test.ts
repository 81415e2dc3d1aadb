import { expect, it } from 'vitest';
import { SharedParts } from './shared-parts.ts';

it('shares equal texts again that come after many different ones', () => {
  const parts = new SharedParts((value) => value);
  for (let n = 0; n < 10_000; n++) parts.of(`"n":${n}`);
  expect(parts.of('"a":1')).not.toBe(parts.of('"a":1'));
  for (let n = 0; n < 20_000; n++) parts.of(`"a":${n % 100}`);
  expect(parts.of('"a":1')).toBe(parts.of('"a":1'));
});
