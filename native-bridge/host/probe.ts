import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Look } from '../../app/shared/provider.ts';
import { platformLabel } from '../winsock/identity.ts';
import { LinuxProber } from './probe-linux.ts';
import { probeWinsock } from './probe-winsock.ts';
import type { Scope } from './scope.ts';

/** Reads facts about a world from the system without disturbing it. */
export interface Prober {
  /** How many descriptors were seen at the last look. */
  readonly known: number;
  /** What may have changed by `scope` and what the world says otherwise than at the last look (`changed`, ids), or else everything. */
  look(world: WorldView, scope?: Scope | null, changed?: ReadonlySet<string> | null): Look;
  /** The last look was taken; what it keeps open is closed. */
  close(): void;
}

/** One prober a session: it may remember what ids stand for. */
export function createProber(): Prober {
  return process.platform === 'win32' ? { known: 0, look: (world) => ({ facts: probeWinsock(world), of: null }), close: () => {} } : new LinuxProber();
}

/** "linux", "windows", "wine-8". */
export const platformName = (): string => (process.platform === 'win32' ? platformLabel() : process.platform);
