/** The epoll items that an arrival wakes, which matters for edge-triggered and exclusive items (P12, P19). */
import type { Draft } from '../../domain/draft.ts';
import type { RegistrationEntity } from '../../domain/entities.ts';
import type { SocketId, StepNumber } from '../../domain/ids.ts';
import { allOf, registrationsOn } from '../../domain/world.ts';
import type { SocketEvent } from '../platform-semantics.ts';

/** Modes without events: the rest of a mask after EPOLLONESHOT has fired (P22). */
export const MODES: readonly string[] = ['EPOLLET', 'EPOLLONESHOT', 'EPOLLEXCLUSIVE'];

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
export function wakeItems(draft: Draft, socket: SocketId, what: SocketEvent): void {
  for (const r of registrationsOn(draft, socket).toReversed()) {
    if (r.api !== 'epoll' || r.state !== 'current' || !needsWaking(r) || !isArmed(r)) continue;
    if (what !== 'close' && !r.mask.includes(EVENT[what])) continue;
    if (!r.recorded.includes(EVENT[what])) draft.change('registration', r.id, { recorded: [...r.recorded, EVENT[what]] });
    if (r.mask.includes('EPOLLEXCLUSIVE') && allOf(draft, 'pending').some((p) => p.object === r.target)) return;
  }
}

/** Removes items that the kernel keeps: only if the rules on their life are switched off (P13, P23). */
export function dropItems(draft: Draft, which: (r: RegistrationEntity) => boolean, step: StepNumber): void {
  for (const r of allOf(draft, 'registration')) {
    if (r.api === 'epoll' && r.state === 'current' && which(r))
      draft.change('registration', r.id, { state: 'cancelled', cancelledBy: step });
  }
}
