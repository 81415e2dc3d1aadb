/** Sizes of the sequence diagram, in pixels at 100 %. */

/** Step numbers and times stand left of the lanes; lane titles above them. */
export const GUTTER = 56;
export const HEADER = 56;
export const BOTTOM = 24;
export const RIGHT = 16;

export const LANE = { usual: 188, least: 116, axis: 34 } as const;
export const BAR = { w: 10, top: 5, least: 3 } as const;
/** Words of a row: title and detail are baselines from the row's top. */
export const TEXT = { gap: 8, title: 16, detail: 31 } as const;
/** One step; arrows leave below its words. */
export const ROW = { even: 44, least: 44, arrow: 38 } as const;
/** Left of an axis, what waits to be taken there: first line, distance, and how many side by side. */
export const WAITING = { first: 10, pitch: 6, most: 4 } as const;
/** Blocked calls of one lane at the same time stand beside each other. */
export const SPAN = { w: 10, pitch: 6, most: 3 } as const;
/** Real spacing: the longest call of the trace is so long. */
export const LONGEST = 260;
