/** Splits a command into words as a shell does, and expands nothing: no shell runs. */
import { InputProblem } from './input-problem.ts';

const WHERE = 'the command';
/** What a shell would act on outside of quotes. */
const OF_SHELL = /[|&;<>()$`*?[\]{}~!#]/;
/** What a backslash makes plain within double quotes. */
const ESCAPED_IN_DOUBLE = '"\\$`';

/**
 * Words are separated by blanks and newlines; '…' is taken literally; in "…" a backslash escapes a quote, a backslash, $ and `; elsewhere
 * it escapes any character. @throws InputProblem for an open quote, and for what only a shell could carry out.
 */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const next = text[i + 1];
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && next !== undefined && ESCAPED_IN_DOUBLE.includes(next)) word += text[i += 1]!;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (next === undefined) throw new InputProblem('it ends with a backslash', WHERE, 'Write \\\\ for a backslash.');
      i += 1;
      // A newline after a backslash continues the line.
      if (next !== '\n') word = (word ?? '') + next;
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      if (isOfShell(char, word)) throw new InputProblem(`"${char}" is for a shell, and none runs`, WHERE, `Quote it, or start sh -c '…'.`);
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') throw new InputProblem(`the quote ${quote} is not closed`, WHERE, 'Close it, or write a backslash before it.');
  if (word !== null) words.push(word);
  if (words.length === 0 || words[0] === '') throw new InputProblem('it names no program', WHERE, 'Write a program and its arguments.');
  return words;
}

/** Some are plain within a word, as in a#b, and braces and ! as words for themselves. */
function isOfShell(char: string, word: string | null): boolean {
  if (!OF_SHELL.test(char)) return false;
  return '#~'.includes(char) ? word === null : !'{}!'.includes(char);
}

/** The words as one line that `splitCommand` splits again. */
export const joinCommand = (words: readonly string[]): string => words.map(quoted).join(' ');

export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
