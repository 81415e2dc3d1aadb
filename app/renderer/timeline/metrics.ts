/** Sizes of the time axis, in pixels. */
export const LABEL = 96;
/** Numbers, and the marks below them. */
export const RULER = { h: 30, numbers: 14 } as const;
export const LANE = 20;
export const BAR = 13;
/** The row of a socket, and its thickness by number of holders. */
export const SOCKET = { h: 12, thickness: [0, 3, 5, 7, 9] } as const;
/** Space between the lanes and the sockets. */
export const GAP = 8;
/** Space at the right end. */
export const RIGHT = 17;
/** The most height that the panel takes by itself. */
const MOST = 300;
/** Heading, map and slider, and some sockets. */
const AROUND = 80 + GAP + 3 * SOCKET.h;

export const laneY = (lane: number): number => RULER.h + lane * LANE + LANE / 2;

export const socketY = (lanes: number, row: number): number => RULER.h + lanes * LANE + GAP + row * SOCKET.h + SOCKET.h / 2;

export const heightOf = (lanes: number, rows: number): number => RULER.h + lanes * LANE + (rows === 0 ? 0 : GAP + rows * SOCKET.h) + 4;

/** The height of the panel at first. */
export const panelHeight = (lanes: number): number => Math.min(MOST, AROUND + RULER.h + lanes * LANE);
