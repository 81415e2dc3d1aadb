/** Sizes of the picture, in pixels at 100 %; multiples of the 4 px grid wherever a line does not ask otherwise. */
export const MARGIN = 24;
/** Where the columns begin, below their captions. */
export const TOP = 40;

export const PROCESS = { w: 224, header: 38, gap: 36, pad: 7 } as const;
export const CHIP = { x: 12, w: 200, h: 26, pitch: 30 } as const;

export const SOCKET = { w: 272, top: 16, gap: 32, body: 84 } as const;
/** Registration part: a title, then rows; Winsock has one current and one former row, never more. */
export const SLOT = { title: 30, row: 28, former: 38, pad: 6, x: 10, w: 252 } as const;
export const CARRIED = { x: 12, w: 248, h: 26, pitch: 30 } as const;

export const PEER = { w: 88, h: 60, gap: 24 } as const;

/** Room for the lines between processes and sockets: as the window allows, and never so little that they merge. */
export const BETWEEN = { least: 96, usual: 164, most: 220, peers: 40 } as const;

/** Where lines meet a socket's left side: first one, distance, and the last possible one. */
export const PORT = { first: 24, pitch: 14, last: 74 } as const;

/** Left edges of the columns. */
export function columnsFor(between: number): { processes: number; sockets: number; peers: number } {
  const sockets = MARGIN + PROCESS.w + between;
  return { processes: MARGIN, sockets, peers: sockets + SOCKET.w + BETWEEN.peers };
}

/** The room between processes and sockets that fills `width`, with or without a column of peers. */
export function betweenFor(width: number, peers: boolean): number {
  const rest = 2 * MARGIN + PROCESS.w + SOCKET.w + (peers ? BETWEEN.peers + PEER.w : 0);
  return Math.max(BETWEEN.least, Math.min(BETWEEN.most, Math.round(width - rest)));
}
