/** Whether a line of JSON nests deeper than anything of this program: what reads it whole could not write it again. */

/** Levels; the deepest line of a trace has some twelve. */
const MOST = 500;
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE, QUOTE,
  BACKSLASH] = Array.from('[]{}"\\', (char) => char.charCodeAt(0)) as [number, number, number, number, number, number];

export function isTooDeep(line: string): boolean {
  // Each level takes two characters, so that most lines need not be looked at.
  if (line.length <= 2 * MOST) return false;
  let [depth, inText] = [0, false];
  for (let i = 0; i < line.length; i++) {
    const char = line.charCodeAt(i);
    if (inText) {
      if (char === BACKSLASH) i += 1;
      else if (char === QUOTE) inText = false;
    } else if (char === QUOTE) inText = true;
    else if (char === OPEN_LIST || char === OPEN) {
      depth += 1;
      if (depth > MOST) return true;
    } else if (char === CLOSE_LIST || char === CLOSE) depth -= 1;
  }
  return false;
}
