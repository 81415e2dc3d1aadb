/**
 * Probes of handles under Winsock (section J), which any process can make: never recv or WSAEnumNetworkEvents, which change
 * the state they read (S44, W7). Each probe holds a duplicate for some microseconds, and ends before the next call.
 */
import { eventIsSet, type HandleRef, lookTogether, type ObjectSeen, seeObject, unlessGone } from '../winsock/identity.ts';

export interface HandleProbes {
  object(handles: readonly HandleRef[]): ObjectSeen;
  /** Null if the event does not exist. */
  isSet(event: HandleRef): boolean | null;
  /** Runs several probes at a lower cost than separately. */
  together<T>(work: () => T): T;
}

/** Probes from this process, immediately. */
export const handleProbes: HandleProbes = {
  object: seeObject,
  isSet: (event) => unlessGone(() => eventIsSet(event)),
  together: lookTogether,
};
