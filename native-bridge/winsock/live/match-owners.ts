/** Assigns rows of the owner tables to sockets, by kind and addresses, which several can share. Pure. */
import type { Owner } from './owners.ts';

export interface Addressed {
  /** Null if unknown: then either matches. */
  kind: 'tcp' | 'udp' | null;
  local: string;
  remote: string;
  /** Pids of its holders. */
  pids: readonly number[];
}

export interface Matched {
  /** The row of each socket, null for none; without a creator if several match and none was created by a holder. */
  rows: (Owner | null)[];
  /** Rows without a matching socket: their holders are hidden. */
  left: Owner[];
}

/**
 * A row matches at most one socket. Rows created by a holder are assigned first, so that no holder appears as a
 * stranger to its socket.
 */
export function matchOwners(sockets: readonly Addressed[], owners: readonly Owner[]): Matched {
  const free = new Map<string, Owner[]>();
  for (const owner of owners) free.set(keyOf(owner.kind, owner), [...(free.get(keyOf(owner.kind, owner)) ?? []), owner]);
  const rows: (Owner | null)[] = sockets.map(() => null);
  const fitting = (s: Addressed): Owner[] =>
    (s.local === '' ? [] : (s.kind === null ? ['tcp', 'udp'] as const : [s.kind]).flatMap((kind) => free.get(keyOf(kind, s)) ?? []));
  const take = (s: number, owner: Owner, creator = owner.pid) => {
    rows[s] = { ...owner, pid: creator };
    const key = keyOf(owner.kind, owner);
    free.set(key, free.get(key)!.filter((o) => o !== owner));
  };
  for (const [s, socket] of sockets.entries()) {
    const own = fitting(socket).find((owner) => socket.pids.includes(owner.pid));
    if (own) take(s, own);
  }
  // Sockets with the same address (SO_REUSEADDR, UDP) are indistinguishable by it: none gets a creator that could be another's.
  const open = sockets.flatMap((socket, s) => (rows[s] === null ? [{ s, socket }] : []));
  const sure = new Set(open.filter(({ s, socket }) => fitting(socket).length === 1
    && !open.some((o) => o.s !== s && o.socket.local === socket.local && o.socket.remote === socket.remote)).map(({ s }) => s));
  for (const { s, socket } of open) {
    const [first] = fitting(socket);
    if (first) take(s, first, sure.has(s) ? first.pid : 0);
  }
  return { rows, left: [...free.values()].flat() };
}

/** The owner tables of UDP contain no remote address. */
const keyOf = (kind: Owner['kind'],
  { local, remote }: { local: string; remote: string }): string => `${kind} ${local} ${kind === 'udp' ? '' : remote}`;
