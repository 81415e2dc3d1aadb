import { writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RECORDING } from '../../../shared/base/limits.ts';
import { ProgramOutput } from './program-output.ts';

/** What is kept of these writes. */
async function kept(...writes: readonly (Uint8Array | string)[]): Promise<string> {
  let grown = 0;
  const output = new ProgramOutput(() => { grown += 1; });
  for (const bytes of writes) {
    const before = grown;
    writeSync(output.fd, Buffer.from(bytes));
    // A pipe takes 64 kB.
    await expect.poll(() => grown).toBeGreaterThan(before);
  }
  await output.end();
  return output.text;
}

it('keeps bytes that are no text, with a mark for each', async () => {
  expect(await kept(Uint8Array.of(0x61, 0xff, 0xfe, 0x62))).toBe('a\u{fffd}\u{fffd}b');
});

it('begins with a whole character where the beginning was left out', async () => {
  const text = await kept('\u{20ac}'.repeat(10_000), '\u{20ac}'.repeat(10_000), '\u{20ac}'.repeat(10_000), '.');
  expect(text).toBe(`${'\u{20ac}'.repeat(Math.floor((RECORDING.outputBytes - 1) / 3))}.`);
});
