/** Which epoll items an arrival wakes: it matters where an item reports edges, or one wake-up only (P12, P19). */
import type { Draft } from '../../domain/draft.ts';
import type { RegistrationEntity } from '../../domain/entities.ts';
import type { SocketId, StepNumber } from '../../domain/ids.ts';
import { allOf, registrationsOn } from '../../domain/world.ts';
import type { SocketEvent } from '../platform-semantics.ts';

/** Modes of an item, and no events: what is left of a mask after EPOLLONESHOT has fired (P22). */
export const MODES: readonly string[] = ['EPOLLET', 'EPOLLONESHOT', 'EPOLLEXCLUSIVE'];

const EVENT: Readonly<Record<SocketEvent, string>> = {
  read: 'EPOLLIN', accept: 'EPOLLIN', close: 'EPOLLIN', write: 'EPOLLOUT', connect: 'EPOLLOUT',
};

/** It reports only what has woken it since it last reported. */
export const needsWaking = (r: RegistrationEntity): boolean => r.mask.includes('EPOLLET') || r.mask.includes('EPOLLEXCLUSIVE');

/** With no events at all an item still reports errors and hang-ups; only one that has fired reports nothing. */
export const isArmed = (r: RegistrationEntity): boolean => !r.mask.includes('EPOLLONESHOT') || r.mask.some((name) => !MODES.includes(name));

/**
 * Wakes the items of a socket. Of the exclusive ones, in the order in which they were added, the first whose
 * instance somebody waits on is the last that is woken: the documents promise at least one of them, no more.
 */
export function wakeItems(draft: Draft, socket: SocketId, what: SocketEvent): void {
  for (const r of registrationsOn(draft, socket).toReversed()) {
    if (r.api !== 'epoll' || r.state !== 'current' || !needsWaking(r) || !isArmed(r)) continue;
    if (what !== 'close' && !r.mask.includes(EVENT[what])) continue;
    if (!r.recorded.includes(EVENT[what])) draft.change('registration', r.id, { recorded: [...r.recorded, EVENT[what]] });
    if (r.mask.includes('EPOLLEXCLUSIVE') && allOf(draft, 'pending').some((p) => p.object === r.target)) return;
  }
}

/** Takes items away that the kernel keeps: only with the rules on their life switched off (P13, P23). */
export function dropItems(draft: Draft, which: (r: RegistrationEntity) => boolean, step: StepNumber): void {
  for (const r of allOf(draft, 'registration')) {
    if (r.api === 'epoll' && r.state === 'current' && which(r)) draft.change('registration', r.id, { state: 'cancelled', cancelledBy: step });
  }
}
