/**
 * Text that comes from outside, made safe to show. Names of processes, paths, titles and messages of the system can hold
 * characters that move a cursor, color a terminal, begin a new line, turn the reading direction around or cannot be seen.
 * Every face of the program shows them as escapes; files and JSON keep the exact text.
 */

/**
 * Controls (C0, DEL, C1), format characters (bidirectional controls, joiners, tags), lone surrogates, line and paragraph
 * separators, and what fonts leave blank.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** What no line of our own text needs to be searched for. */
const PLAIN = /^[\u0020-\u007e]*$/;
const SHORT: ReadonlyMap<string, string> = new Map([['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']]);

/** One line without anything unseen: `\n`, `\x1b`, `\u{202e}` stand for such characters. Text that is clean comes back as it is. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, escaped);
}

/** As `visible`, for the window, where markup lays lines out: line ends and tabs stay, which are white space there. */
export function visibleLines(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, (char) => (SHORT.has(char) ? char : escaped(char)));
}

function escaped(char: string): string {
  const code = char.codePointAt(0)!;
  return SHORT.get(char) ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`);
}

/** A path of the system fits into a message whole; a name of a megabyte does not. Characters. */
const [WORD, MESSAGE] = [512, 3000];
const LONG_WORD = new RegExp(`\\S{${WORD + 1},}`, 'g');
/** What stays at the end of a text that is cut. */
const TAIL = 40;

/** A message on one line, visible and of a length that people read: of long words, beginning and end stay. */
export function brief(message: string): string {
  const shown = visible(message);
  if (shown.length <= WORD) return shown;
  const words = shown.replace(LONG_WORD, (word) => cut(word, 160));
  return words.length > MESSAGE ? cut(words, MESSAGE) : words;
}

function cut(text: string, head: number): string {
  return `${text.slice(0, head)}… (${text.length - head - TAIL} more characters) …${text.slice(-TAIL)}`;
}

/** JSON for a screen: the same value to every reader, and nothing in it that a terminal obeys or a person cannot see. */
export function visibleJson(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

/** The same of JSON that is written already; lines may follow each other. */
export function escapedJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSEEN, (char) => {
    if (char === '\n') return char;
    let out = '';
    for (let i = 0; i < char.length; i++) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return out;
  });
}
