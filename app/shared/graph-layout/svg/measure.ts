/** Text widths in the bundled typefaces, used to shorten text to its box. */

export interface Face {
  family: 'sans' | 'mono';
  /** Pixels. */
  size: number;
  bold?: boolean;
}

/** Advances of the printable ASCII characters in Inter, in thousandths of the size, at weights 400 and 600. */
const REGULAR: readonly number[] = [
  281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618, 646, 593, 620,
  566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903,
  753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612,
  583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426,
  333, 426, 662,
];
const BOLD: readonly number[] = [
  252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623, 636, 666, 612, 640,
  576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 588, 749, 746, 277, 580, 703, 565, 922,
  759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 373, 379, 373, 481, 469, 351, 574, 624, 583, 624,
  591, 389, 625, 612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839, 569, 588, 566, 455,
  359, 455, 673,
];
/** JetBrains Mono: all the same. */
const MONO = 600;
/** Other characters of Inter are measured as a wide letter, so that text is never too long. */
const OTHER = 720;
const FULL_WIDTH = 1000;

/** Width in pixels; arrows are drawn and count as one font size. */
export function textWidth(text: string, { family, size, bold }: Face): number {
  let thousandths = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '→' || char === '⇄') thousandths += 1000;
    else if (code >= 0x1100) thousandths += family === 'mono' && code < 0x2e80 ? MONO : FULL_WIDTH;
    else if (family === 'mono') thousandths += MONO;
    else thousandths += (bold ? BOLD : REGULAR)[code - 32] ?? OTHER;
  }
  return (thousandths * size) / 1000;
}

/** Returns the text, shortened with an ellipsis to fit, or "" if not even that fits. */
export function clipText(text: string, face: Face, room: number): string {
  if (textWidth(text, face) <= room) return text;
  let width = textWidth('…', face);
  let kept = '';
  for (const char of text) {
    width += textWidth(char, face);
    if (width > room) break;
    kept += char;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}
