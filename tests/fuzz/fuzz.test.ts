import { expect, it } from 'vitest';
import { hunt } from './hunt.ts';
import { makeTargets } from './targets.ts';

it.each(await makeTargets())('$name: what is broken is refused, and nothing else happens', async (target) => {
  const { accepted, refused, faults } = await hunt(target, 1, target.runs ?? 500);
  expect(faults).toEqual([]);
  // Both happen, or the mutations would try nothing.
  expect(refused).toBeGreaterThan(30);
  expect(accepted + refused).toBe(target.runs ?? 500);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
