import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Look, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { platformLabel } from '../winsock/identity.ts';
import { LinuxProber } from './probe-linux.ts';
import { unattributedReceivers } from './receivers-windows.ts';
import { probeWinsock } from '../channel/probe-winsock.ts';
import type { ProbeScope } from '../channel/probe-invalidation.ts';

/** Reads facts about a world from the system without disturbing it. */
export interface Prober {
  /** How many descriptors were seen at the last look. */
  readonly known: number;
  /** What may have changed by `scope` and what the world says otherwise than at the last look (`changed`, ids), or else everything. */
  look(world: WorldView, scope?: ProbeScope | null, changed?: ReadonlySet<string> | null): Look;
  /**
   * Who would receive what goes to an address, as the system names it; null where it does not tell.
   * @param pids of the processes that the session has started, main not among them.
   */
  receivers(asked: ReceiversAsked, pids: readonly number[]): Receivers | null;
  /** The last look was taken; what it keeps open is closed. */
  close(): void;
}

/** One prober a session: it may remember what ids stand for. */
export function createProber(): Prober {
  if (process.platform !== 'win32') return new LinuxProber();
  const look: Prober['look'] = (world) => ({ facts: probeWinsock(world), of: null });
  return { known: 0, look, receivers: unattributedReceivers, close: () => {} };
}

/** "linux", "windows", "wine-8". */
export const platformName = (): string => (process.platform === 'win32' ? platformLabel() : process.platform);
