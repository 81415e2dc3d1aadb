import { expect, it } from 'vitest';
import { brief, visible, visibleJson, visibleLines } from './visible.ts';

const char = (code: number): string => String.fromCodePoint(code);

it.each([
  ['a line end', 'a\nb', 'a\\nb'], ['a return', 'a\rb', 'a\\rb'], ['a tab', 'a\tb', 'a\\tb'], ['NUL', 'a\0', 'a\\x00'],
  ['ESC', '\u001b[31mred', '\\x1b[31mred'], ['DEL', char(0x7f), '\\x7f'], ['a C1 control', char(0x9b), '\\x9b'],
  ['NEL', char(0x85), '\\x85'],
  ['an override', `a${char(0x202e)}b`, 'a\\u{202e}b'], ['an isolate', char(0x2066), '\\u{2066}'],
  ['a zero-width space', char(0x200b), '\\u{200b}'],
  ['a mark', char(0x200f), '\\u{200f}'], ['a word joiner', char(0x2060), '\\u{2060}'], ['a byte order mark', char(0xfeff), '\\u{feff}'],
  ['a line separator', char(0x2028), '\\u{2028}'], ['a paragraph separator', char(0x2029), '\\u{2029}'],
  ['a tag', char(0xe0041), '\\u{e0041}'],
  ['a soft hyphen', char(0xad), '\\xad'], ['a filler', char(0x3164), '\\u{3164}'], ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
])('shows %s', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visible(shown)).toBe(shown);
});

it.each(['plain text', 'Ünïcödé, 日本語, עברית, 😀', 'C:\\run\\x.sock', '�'])('leaves %s unchanged', (text) => {
  expect(visible(text)).toBe(text);
});

it('keeps line ends and tabs only where they are allowed', () => {
  expect(visibleLines(`a\r\n\tb\u001b${char(0x202e)}`)).toBe('a\r\n\tb\\x1b\\u{202e}');
});

it('shortens long words and long messages, and keeps a file path whole', () => {
  const path = `/${'x'.repeat(500)}`;
  expect(brief(`${path}: there is no such file.`)).toBe(`${path}: there is no such file.`);
  const message = brief(`no process is called "${'n'.repeat(1 << 20)}". Known: main.`);
  expect(message).toMatch(/^no process is called "n{159}… \(\d+ more characters\) …n{38}"\. Known: main\.$/);
  expect(brief('a '.repeat(1 << 19)).length).toBeLessThan(4000);
});

it('writes JSON with the same value and without terminal control characters', () => {
  const value = { a: `\u001b${char(0x9b)}31m${char(0x202e)}${char(0x2028)}${char(0xe0041)}\ud800é` };
  const json = visibleJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toBe(String.raw`{"a":"\u001b\u009b31m\u202e\u2028\udb40\udc41\ud800é"}`);
});
