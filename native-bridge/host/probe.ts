import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Probed, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { platformLabel } from '../winsock/identity.ts';
import { LinuxProber } from './probe-linux.ts';
import { unattributedReceivers } from './receivers-windows.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { probeWinsock } from './winsock-facts.ts';

/** Reads facts about a world from the system without disturbing it. */
export interface Prober {
  /** The number of descriptors in the last probe. */
  readonly known: number;
  /** Reads what can have changed, by `scope` and the world's changes since the last probe (`changed`, ids), else everything. */
  probe(world: WorldView, scope?: ProbeScope | null, changed?: ReadonlySet<string> | null): Probed;
  /**
   * The receivers of data sent to an address, as the system names them; null if it does not report them.
   * @param pids of the processes that the session has started, without main.
   */
  receivers(asked: ReceiversAsked, pids: readonly number[]): Receivers | null;
  /** No more probes: closes everything that is kept open. */
  close(): void;
}

/** One prober per session: it can remember what ids refer to. */
export function createProber(): Prober {
  if (process.platform !== 'win32') return new LinuxProber();
  const probe: Prober['probe'] = (world) => ({ facts: probeWinsock(world), of: null });
  return { known: 0, probe, receivers: unattributedReceivers, close: () => {} };
}

/** "linux", "windows", "wine-10.0". */
export const platformName = (): string => (process.platform === 'win32' ? platformLabel() : process.platform);
