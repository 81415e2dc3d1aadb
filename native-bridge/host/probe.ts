import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Receivers, ReceiversAsked } from '../../app/shared/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { platformLabel } from '../winsock/identity.ts';
import { createLinuxProber } from './probe-linux.ts';
import { unattributedReceivers } from './receivers-windows.ts';
import { probeWinsock } from './probe-winsock.ts';
import type { Scope } from './scope.ts';

/** Reads facts about a world from the system without disturbing it. */
export interface Prober {
  /** What may have changed by `scope`, or else everything. */
  look(world: WorldView, scope?: Scope | null): readonly Fact[];
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
  return process.platform === 'win32' ? { look: probeWinsock, receivers: unattributedReceivers, close: () => {} } : createLinuxProber();
}

/** "linux", "windows", "wine-8". */
export const platformName = (): string => (process.platform === 'win32' ? platformLabel() : process.platform);
