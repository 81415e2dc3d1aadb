/**
 * Facts about a world under Winsock, by handles only (section J): never recv or WSAEnumNetworkEvents, which
 * change what they look at (S44, W7). Each look holds a duplicate for some microseconds, and is over before
 * the next call is performed.
 */
import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { eventIsSet, handleCount, sameObject, ProbeError } from '../winsock/identity.ts';
import { type HandleLooks, winsockFacts } from './winsock-facts.ts';

/** Looks from this process, now. */
export const handleLooks: HandleLooks = {
  references: (handle) => look(() => handleCount(handle)),
  same: (a, b) => look(() => sameObject(a, b)),
  isSet: (event) => look(() => eventIsSet(event)),
};

export const probeWinsock = (world: WorldView): readonly Fact[] => winsockFacts(world, handleLooks);

function look<T>(probe: () => T): T | null {
  try {
    return probe();
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
}
