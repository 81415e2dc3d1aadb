/** Sizes of the picture in pixels at 100 %, on a 4 px grid except for line widths. */
export const MARGIN = 24;
/** Top of the columns, below their captions. */
export const TOP = 40;

export const PROCESS = { w: 224, header: 38, gap: 36, pad: 7 } as const;
export const CHIP = { x: 12, w: 200, h: 26, pitch: 30 } as const;

export const SOCKET = { w: 272, top: 16, gap: 32, body: 84 } as const;
/** Registration part: a title and rows; Winsock has at most one current and one former row. */
export const SLOT = { title: 30, row: 28, former: 38, pad: 6, x: 10, w: 252 } as const;
export const CARRIED = { x: 12, w: 248, h: 26, pitch: 30 } as const;

export const PEER = { w: 88, h: 60, gap: 24 } as const;

/** Space for the lines between processes and sockets: as the window allows, with a minimum that keeps them apart. */
export const BETWEEN = { least: 96, usual: 164, most: 220, peers: 40 } as const;

/** Ends of lines at a socket's left side: the first, the distance, and the last possible one. */
export const PORT = { first: 24, pitch: 14, last: 74 } as const;

/** Left edges of the columns. */
export function columnsFor(between: number): { processes: number; sockets: number; peers: number } {
  const sockets = MARGIN + PROCESS.w + between;
  return { processes: MARGIN, sockets, peers: sockets + SOCKET.w + BETWEEN.peers };
}

/** Returns the space between processes and sockets that fills `width`, with or without a column of peers. */
export function betweenFor(width: number, peers: boolean): number {
  const rest = 2 * MARGIN + PROCESS.w + SOCKET.w + (peers ? BETWEEN.peers + PEER.w : 0);
  return Math.max(BETWEEN.least, Math.min(BETWEEN.most, Math.round(width - rest)));
}
