import type { WorldView } from '../../app/shared/domain/world.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { platformLabel } from '../winsock/identity.ts';
import { createLinuxProber } from './probe-linux.ts';
import { probeWinsock } from './probe-winsock.ts';

/**
 * Reads facts about a world from the system without disturbing it. `acted` names the processes that made calls
 * since the last look, or have calls that have not returned; without it everything is read.
 */
export type Prober = (world: WorldView, acted?: ReadonlySet<string>) => readonly Fact[];

/** One prober a session: it may remember what ids stand for. */
export function createProber(): Prober {
  return process.platform === 'win32' ? probeWinsock : createLinuxProber();
}

/** "linux", "windows", "wine-8". */
export const platformName = (): string => (process.platform === 'win32' ? platformLabel() : process.platform);
