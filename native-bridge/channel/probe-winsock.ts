/**
 * Facts about a world under Winsock, by handles only (section J): never recv or WSAEnumNetworkEvents, which
 * change what they look at (S44, W7). Each look holds a duplicate for some microseconds, and is over before
 * the next call is performed.
 */
import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { eventIsSet, lookTogether, seeObject, unlessGone } from '../winsock/identity.ts';
import { type HandleProbes, winsockFacts } from './winsock-facts.ts';

/** Looks from this process, now. */
export const handleProbes: HandleProbes = {
  object: seeObject,
  isSet: (event) => unlessGone(() => eventIsSet(event)),
  together: lookTogether,
};

export const probeWinsock = (world: WorldView): readonly Fact[] => lookTogether(() => winsockFacts(world, handleProbes));
