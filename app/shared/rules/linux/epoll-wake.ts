/** The epoll items that an arrival wakes, which matters for edge-triggered and exclusive items (P12, P19). */
import type { Draft } from '../../domain/draft.ts';
import type { RegistrationEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import { allOf, currentRegistrationsOn } from '../../domain/world.ts';
import type { SocketEvent } from '../platform-semantics.ts';
import type { LinuxClauses } from './clauses.ts';
import { MODES } from './clauses-events.ts';

const EVENT: Readonly<Record<SocketEvent, string>> = {
  read: 'EPOLLIN', accept: 'EPOLLIN', close: 'EPOLLIN', write: 'EPOLLOUT', connect: 'EPOLLOUT',
};

/** It reports only events that woke it since its last report. */
export const needsWaking = (r: RegistrationEntity): boolean => r.mask.includes('EPOLLET') || r.mask.includes('EPOLLEXCLUSIVE');

/** An item without events still reports errors and hang-ups; only a fired one-shot item reports nothing. */
export const isArmed = (r: RegistrationEntity): boolean => !r.mask.includes('EPOLLONESHOT') || r.mask.some((name) => !MODES.includes(name));

/**
 * Wakes the items of a socket. Among exclusive items, in the order of addition, the first one whose
 * instance has a waiter is the last to be woken: the documentation guarantees at least one.
 */
export function wakeItems(draft: Draft, k: LinuxClauses, socket: SocketId, what: SocketEvent): void {
  for (const r of currentRegistrationsOn(draft, socket).toReversed()) {
    if (r.api !== 'epoll' || !needsWaking(r) || !isArmed(r)) continue;
    if (what !== 'close' && !r.mask.includes(EVENT[what])) continue;
    k.arrivalWakesItem(draft, r, EVENT[what]);
    if (r.mask.includes('EPOLLEXCLUSIVE') && allOf(draft, 'pending').some((p) => p.object === r.target)) return;
  }
}
