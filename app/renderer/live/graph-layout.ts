/**
 * The layout of the live graph: a band per process, with the sockets that it is the first to hold as cells
 * beside its name; bands are stacked in as many columns as fit the aspect ratio of the panel. A socket with
 * further holders has lines to them.
 */
import type { LiveGroups } from '../../shared/live/answers.ts';

export const CELL = { w: 132, h: 22, pitchX: 140, pitchY: 26 } as const;
export const PROCESS = { w: 176, h: 34 } as const;
const BAND = { gap: 18, pad: 6, cells: 214 } as const;
const MOST_COLUMNS = 12;

export interface Box {
  x: number;
  y: number;
}

export interface Line {
  /** Indexes into the groups' processes and sockets. */
  process: number;
  socket: number;
  kind: 'holds' | 'watches' | 'stale';
}

export interface LiveLayout {
  /** The things to draw: without unheld sockets, if there are many. */
  groups: LiveGroups;
  orphansLeft: number;
  processes: readonly Box[];
  sockets: readonly Box[];
  /** Lines between bands; those within one are not drawn. */
  lines: readonly Line[];
  /** Upper left corner and size of each band, in the order of processes; null for a process without cells. */
  bands: readonly (Box & { w: number; h: number })[];
  width: number;
  height: number;
}

/** Sockets without a holder (TIME_WAIT, for example) are of little interest: beyond this number only the table lists them. */
const MOST_ORPHANS = 60;

export function layoutLive(all: LiveGroups, aspect: number): LiveLayout {
  const { groups, left } = withoutOrphans(all);
  const owner = ownersOf(groups);
  const own: number[][] = [...groups.processes.map(() => [] as number[]), []];
  const orphans = groups.processes.length;
  owner.forEach((p, s) => own[p < 0 ? orphans : p]!.push(s));
  const columns = Math.max(1, Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(Math.max(...own.map((list) => list.length)) / 3))));
  const width = BAND.cells + columns * CELL.pitchX + BAND.gap * 2;
  const heightOf = (list: readonly number[]) => Math.max(PROCESS.h, Math.ceil(list.length / columns) * CELL.pitchY) + BAND.pad * 2;
  const order = orderOf(groups, owner).filter((p) => p !== orphans || own[orphans]!.length > 0);
  const total = order.reduce((sum, p) => sum + heightOf(own[p]!) + BAND.gap, 0);
  const stacks = Math.max(1, Math.round(Math.sqrt((aspect * total) / width)));
  const target = total / stacks;

  const processes: Box[] = groups.processes.map(() => ({ x: 0, y: 0 }));
  const sockets: Box[] = groups.socket.map(() => ({ x: 0, y: 0 }));
  const bands: (Box & { w: number; h: number })[] = [];
  let [x, y, height, used] = [0, 0, 0, 0];
  for (const p of order) {
    const h = heightOf(own[p]!);
    if (y > 0 && y + h / 2 > target && used < stacks - 1) {
      [x, y, used] = [x + width, 0, used + 1];
    }
    const list = own[p]!;
    bands[p] = { x, y, w: list.length === 0 ? PROCESS.w + BAND.pad * 2 : width - BAND.gap * 2, h };
    if (p !== orphans) processes[p] = { x: x + BAND.pad, y: y + BAND.pad };
    // A single row stands level with the name.
    const top = y + BAND.pad + (list.length <= columns ? (PROCESS.h - CELL.h) / 2 : 0);
    list.forEach((s, i) => {
      sockets[s] = { x: x + BAND.cells + (i % columns) * CELL.pitchX, y: top + Math.floor(i / columns) * CELL.pitchY };
    });
    y += h + BAND.gap;
    height = Math.max(height, y);
  }
  return { groups, orphansLeft: left, processes, sockets, lines: linesOf(groups, owner), bands, width: x + width, height };
}

function withoutOrphans(groups: LiveGroups): { groups: LiveGroups; left: number } {
  const orphan = groups.holders.map((n) => n === 0);
  const left = orphan.filter(Boolean).length;
  if (left <= MOST_ORPHANS) return { groups, left: 0 };
  const place = new Map<number, number>();
  orphan.forEach((gone, s) => { if (!gone) place.set(s, place.size); });
  const keep = <T>(list: readonly T[]): T[] => list.filter((_, s) => !orphan[s]);
  // Edges of an omitted socket: watchers only, since it has no holder.
  const edges = groups.watchSocket.map((s) => place.has(s));
  return {
    left,
    groups: {
      ...groups, socket: keep(groups.socket), key: keep(groups.key), label: keep(groups.label), kind: keep(groups.kind),
      state: keep(groups.state), holders: keep(groups.holders), marks: keep(groups.marks),
      holderSocket: groups.holderSocket.map((s) => place.get(s)!),
      watchProcess: groups.watchProcess.filter((_, i) => edges[i]),
      watchSocket: groups.watchSocket.filter((_, i) => edges[i]).map((s) => place.get(s)!),
      watchStale: groups.watchStale.filter((_, i) => edges[i]),
    },
  };
}

/** The first process that holds a socket; -1 if no holder is visible. */
function ownersOf(groups: LiveGroups): Int32Array {
  const owner = new Int32Array(groups.socket.length).fill(-1);
  groups.holderSocket.forEach((s, i) => {
    const p = groups.holderProcess[i]!;
    if (owner[s]! < 0 || p < owner[s]!) owner[s] = p;
  });
  return owner;
}

/** Processes that share something are neighbours; those without sockets come last. */
function orderOf(groups: LiveGroups, owner: Int32Array): number[] {
  const orphans = groups.processes.length;
  const leader = Array.from({ length: orphans + 1 }, (_, p) => p);
  const find = (p: number): number => {
    let at = p;
    while (leader[at] !== at) at = leader[at] = leader[leader[at]!]!;
    return at;
  };
  groups.holderSocket.forEach((s, i) => {
    const [a, b] = [find(groups.holderProcess[i]!), find(owner[s]!)];
    if (a !== b) leader[Math.max(a, b)] = Math.min(a, b);
  });
  return leader.map((_, p) => p).sort((a, b) => find(a) - find(b) || a - b);
}

function linesOf(groups: LiveGroups, owner: Int32Array): Line[] {
  const lines: Line[] = [];
  groups.holderSocket.forEach((socket, i) => {
    const process = groups.holderProcess[i]!;
    // Within its band the position shows the holder, unless others hold the socket too.
    if (process !== owner[socket] || groups.holders[socket]! > groups.holderCount[i]!) lines.push({ process, socket, kind: 'holds' });
  });
  groups.watchSocket.forEach((socket, i) => {
    const stale = groups.watchStale[i] === 1;
    const process = groups.watchProcess[i]!;
    if (process !== owner[socket] || stale) lines.push({ process, socket, kind: stale ? 'stale' : 'watches' });
  });
  return lines;
}

/**
 * Finds the thing at a point. Cells and processes never overlap, so a coarse grid over their corners is enough. It is
 * built on the first query: a watch brings a new layout each second, usually without a query.
 */
export class HitTest {
  readonly #layout: LiveLayout;
  readonly #cells = new Map<string, number[]>();
  #made = false;

  constructor(layout: LiveLayout) {
    this.#layout = layout;
  }

  at(x: number, y: number): { socket: number } | { process: number } | null {
    this.#make();
    for (const dx of [0, -1]) {
      for (const dy of [0, -1]) {
        for (const item of this.#cells.get(key(x + dx * PROCESS.w, y + dy * PROCESS.h)) ?? []) {
          const box = item >= 0 ? this.#layout.sockets[item]! : this.#layout.processes[-1 - item]!;
          const size = item >= 0 ? CELL : PROCESS;
          if (x >= box.x && x <= box.x + size.w && y >= box.y && y <= box.y + size.h)
            return item >= 0 ? { socket: item } : { process: -1 - item };
        }
      }
    }
    return null;
  }

  #make(): void {
    if (this.#made) return;
    this.#made = true;
    this.#layout.sockets.forEach((box, s) => this.#add(box, s));
    this.#layout.processes.forEach((box, p) => this.#add(box, -1 - p));
  }

  #add({ x, y }: Box, item: number): void {
    const list = this.#cells.get(key(x, y));
    if (list) list.push(item);
    else this.#cells.set(key(x, y), [item]);
  }
}

const key = (x: number, y: number): string => `${Math.floor(x / PROCESS.w)} ${Math.floor(y / PROCESS.h)}`;

/** The next socket in the direction of an arrow key: by rows within and across bands. */
export function nextSocket(layout: LiveLayout, from: number, direction: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'): number {
  const here = layout.sockets[from] ?? { x: -1, y: -1 };
  const vertical = direction === 'ArrowUp' || direction === 'ArrowDown';
  const sign = direction === 'ArrowRight' || direction === 'ArrowDown' ? 1 : -1;
  let [best, distance] = [from, Infinity];
  layout.sockets.forEach((box, s) => {
    const along = (vertical ? box.y - here.y : box.x - here.x) * sign;
    const across = Math.abs(vertical ? box.x - here.x : box.y - here.y);
    if (along <= 0 || s === from) return;
    const d = along + across * 4;
    if (d < distance) [best, distance] = [s, d];
  });
  return best;
}
