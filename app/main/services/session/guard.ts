/** What is refused before the system is asked: uses of a transfer that could hit something foreign (S4, S23, W1, W2). */
import type { ProcessId, TransferId } from '../../../shared/domain/ids.ts';
import { type WorldView, entity } from '../../../shared/domain/world.ts';

/** A reason, or null when the import may be tried. */
export function importRefusal(world: WorldView, transferId: TransferId | null, process: ProcessId): string | null {
  const transfer = entity(world, 'transfer', transferId);
  if (!transfer) return null;
  if (transfer.state === 'imported') {
    return `This WSAPROTOCOL_INFOW was imported at step ${transfer.endedAt}; it can be used once (S4). Export again for another descriptor`;
  }
  if (transfer.state === 'lost') {
    return `The reference behind this WSAPROTOCOL_INFOW was lost at step ${transfer.endedAt}, with the process it was made for (S8)`;
  }
  if (transfer.target !== process) {
    return `This WSAPROTOCOL_INFOW was made for ${transfer.target?.slice('process:'.length) ?? 'another process'}; only that process can import it (S1, S23)`;
  }
  return null;
}
