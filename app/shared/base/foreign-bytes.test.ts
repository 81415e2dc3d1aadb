import { expect, it } from 'vitest';
import { bytesOfText, textOfBytes } from './foreign-bytes.ts';
import { visible } from './visible.ts';

it.each([
  ['nginx', 'nginx'], ['\ufeffä€😀', '\\u{feff}ä€😀'],
])('UTF-8 is text: %s', (text, shown) => {
  const bytes = new TextEncoder().encode(text);
  expect([textOfBytes(bytes), visible(textOfBytes(bytes))]).toEqual([text, shown]);
  expect(bytesOfText(text)).toEqual(bytes);
});

it.each([
  [[0x61, 0xff, 0x62], 'a\\xffb'], [[0xe2, 0x82], '\\xe2\\x82'], [[0xed, 0xb2, 0x80, 0x63], '\\xed\\xb2\\x80c'],
  [[0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x80, 0x80], '\\xc3(😀\\x80'],
])('bytes that are not UTF-8 stay distinct, and come back: %j', (bytes, shown) => {
  const text = textOfBytes(Uint8Array.from(bytes));
  expect(visible(text)).toBe(shown);
  expect([...bytesOfText(JSON.parse(JSON.stringify(text)) as string)]).toEqual(bytes);
});
