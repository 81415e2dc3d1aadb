/** A recording has processes but no steps: why there is no C code does not depend on how many they are. */
import { expect, it } from 'vitest';
import { generateCode } from './index.ts';

it.each([1, 1000])('a recording of %i processes gives the command that extracts a scenario', (count) => {
  const processes = Array.from({ length: count }, (_, i) => ({ name: `program-${i}` }));
  expect(() => generateCode({ format: 'handoff-scenario/1', title: 'x', rules: 'linux', processes, steps: [] }))
    .toThrow('For a recording, extract a scenario first: "handoff extract".');
});
