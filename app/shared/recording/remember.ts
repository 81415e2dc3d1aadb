/** What the state keeps of a call after it was applied, besides the world. */
import type { WorldDiff } from '../domain/diff.ts';
import { type WorldView, descriptorOf } from '../domain/world.ts';
import type { Fact } from '../trace/step.ts';
import { aboutSocket } from './about.ts';
import { valuesOf } from './learn.ts';
import type { Prepared } from './prepare.ts';
import type { RawValue } from './raw.ts';
import type { State } from './state.ts';
import type { Table } from './tasks.ts';

/** `view`: the world after the call. Returns the facts that the source showed with it. */
export function remember(state: State, view: WorldView, prepared: Prepared, diff: WorldDiff): Fact[] {
  const { task: { table }, decoded, args } = prepared;
  for (const added of Object.values(diff.added)) {
    if (added.kind === 'descriptor' && added.process === table.id && added.number !== null) table.once.add(added.number);
    if (added.kind !== 'transfer') continue;
    rememberRights(state, view, prepared, added.id);
    const blob = decoded.outcome?.kind === 'ok' ? decoded.outcome.results.blob : undefined;
    if (blob !== undefined) state.blobs.set(blob, added.id);
  }
  if (decoded.call === 'epoll_ctl' && decoded.outcome?.kind === 'ok')
    rememberKey(state, descriptorOf(view, table.id, Number(args['epfd']))?.object ?? '', Number(args['fd']), decoded.key);
  return identities(state, view, prepared);
}

/** Places of the sockets among the descriptors of a message that also carries files. */
function rememberRights(state: State, view: WorldView, { task: { table }, args }: Prepared, transfer: string): void {
  const rights = (args['rights'] ?? []) as readonly number[];
  const places = rights.flatMap((n, i) => (descriptorOf(view, table.id, n) ? [i] : []));
  if (places.length < rights.length) state.mixedRights.set(transfer, places);
}

function rememberKey(state: State, epoll: string, fd: number, key: string | undefined): void {
  const keys = state.epollKeys.get(epoll) ?? new Map<string, Set<number>>();
  state.epollKeys.set(epoll, keys);
  for (const numbers of keys.values()) numbers.delete(fd);
  if (key === undefined) return;
  keys.set(key, (keys.get(key) ?? new Set()).add(fd));
}

/** The inodes that the source showed: each identifies one socket. */
function identities(state: State, view: WorldView, { raw, task: { table } }: Prepared): Fact[] {
  return valuesOf(raw).flatMap((value) => identityOf(state, view, table, value) ?? []);
}

function identityOf(state: State, view: WorldView, table: Table, value: RawValue): Fact | null {
  const about = value.kind === 'number' && value.about !== undefined ? aboutSocket(value.about) : null;
  const descriptor = value.kind === 'number' ? descriptorOf(view, table.id, value.value) : undefined;
  if (!about?.inode || !descriptor?.object.startsWith('socket:')) return null;
  const identity = `socket:[${about.inode}]`;
  const known = state.inodes.get(identity);
  state.inodes.set(identity, known ?? descriptor.object);
  if (state.shown.get(descriptor.id) === identity) return null;
  state.shown.set(descriptor.id, identity);
  return { subject: descriptor.id, what: 'identity', value: identity, known: 'recorded' };
}

