/**
 * Facts about a world under Winsock, from handles only (section J): never by recv or WSAEnumNetworkEvents, which
 * change the state they read (S44, W7). Each probe holds a duplicate for some microseconds, and ends before
 * the next call is performed.
 */
import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { eventIsSet, lookTogether, seeObject, unlessGone } from '../winsock/identity.ts';
import { type HandleProbes, winsockFacts } from './winsock-facts.ts';

/** Probes from this process, immediately. */
export const handleProbes: HandleProbes = {
  object: seeObject,
  isSet: (event) => unlessGone(() => eventIsSet(event)),
  together: lookTogether,
};

export const probeWinsock = (world: WorldView): readonly Fact[] => lookTogether(() => winsockFacts(world, handleProbes));
