/**
 * Makes untrusted text safe to show. Process names, paths, titles and system messages can contain
 * characters that move a cursor, color a terminal, start a new line, reverse the reading direction or are invisible.
 * Every interface of the program shows them as escapes; files and JSON keep the exact text.
 */

/**
 * Controls (C0, DEL, C1), format characters (bidirectional controls, joiners, tags), lone surrogates, line and paragraph
 * separators, and characters that fonts render blank.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Matches text that needs no escapes, like most text of this program. */
const PLAIN = /^[\u0020-\u007e]*$/;
const SHORT: ReadonlyMap<string, string> = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);

/** Returns the text as one line with `\n`, `\x1b` or `\u{202e}` in place of invisible characters; clean text is unchanged. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, escaped);
}

/** Like `visible`, but keeps line ends and tabs, for the window, where markup treats them as white space. */
export function visibleLines(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, (char) => (SHORT.has(char) ? char : escaped(char)));
}

function escaped(char: string): string {
  const code = char.codePointAt(0)!;
  // A byte that is not UTF-8 (foreign-bytes.ts).
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  return SHORT.get(char) ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}

/** Longest word in a message, in characters: a file path fits, a name of a megabyte does not. */
const [WORD, MESSAGE] = [512, 3000];
const LONG_WORD = new RegExp(`\\S{${WORD + 1},}`, 'g');
/** Characters kept at the end of a shortened text. */
const TAIL = 40;

/** Returns a message as one visible line of readable length; the middle of long words is replaced. */
export function brief(message: string): string {
  const shown = visible(message);
  if (shown.length <= WORD) return shown;
  const words = shown.replace(LONG_WORD, (word) => cut(word, 160));
  return words.length > MESSAGE ? cut(words, MESSAGE) : words;
}

function cut(text: string, head: number): string {
  return `${text.slice(0, head)}… (${text.length - head - TAIL} more characters) …${text.slice(-TAIL)}`;
}

/** Returns JSON for a terminal: it parses to the same value and has no control or invisible characters. */
export function visibleJson(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

/** Escapes existing JSON text in the same way; it can have several lines. */
export function escapedJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSEEN, (char) => {
    if (char === '\n') return char;
    let out = '';
    for (let i = 0; i < char.length; i++) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return out;
  });
}
