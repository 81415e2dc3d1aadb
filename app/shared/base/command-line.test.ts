import { expect, it } from 'vitest';
import { joinCommand, splitCommand } from './command-line.ts';

it.each([
  ['nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']],
  ["python3 -c 'print(\"$HOME\")'", ['python3', '-c', 'print("$HOME")']],
  ['a "b\\"c\\\\d\\e" f\\ g', ['a', 'b"c\\d\\e', 'f g']],
  [' a\t""  b\n\'\'c ', ['a', '', 'b', 'c']],
  ['a \\\n b', ['a', 'b']],
  ['curl http://127.0.0.1/a#b~', ['curl', 'http://127.0.0.1/a#b~']],
  ['a "x"\'y\'z', ['a', 'xyz']],
])('splits %s as a shell does', (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

it.each([
  ['a | b', '"|" is for a shell'], ['a > b', '">" is for a shell'], ['a $HOME', '"$" is for a shell'], ['ls *.c', '"*" is for a shell'],
  ['a; b', '";" is for a shell'], ['~/a', '"~" is for a shell'], ['a # b', '"#" is for a shell'],
  ['a "b', 'the quote " is not closed'], ["a 'b", "the quote ' is not closed"], ['a \\', 'ends with a backslash'],
  ['', 'names no program'], ['  ', 'names no program'], ['"" a', 'names no program'],
])('refuses %s', (text, problem) => {
  expect(() => splitCommand(text)).toThrow(problem);
});

it('splits what it joined', () => {
  const words = ['a', '', 'b c', "d'e", '$f', '"', '\\', '--g=h/i.j', 'ü'];
  expect(splitCommand(joinCommand(words))).toEqual(words);
});
