/**
 * Calls refused before they reach the system: uses of a transfer that could hit an unrelated object or leak
 * (S4, S23, W1 to W3). Raw steps are not checked.
 */
import type { CallSpec, ResolvedArgs } from '../../../shared/calls/types.ts';
import type { ProcessId, TransferId } from '../../../shared/domain/ids.ts';
import { type WorldView, allOf, entity, processByPid } from '../../../shared/domain/world.ts';

/** A reason, or null if the call is allowed. */
export function transferRefusal(
  world: WorldView, call: CallSpec, resolved: { args: ResolvedArgs; transfer: TransferId | null }, process: ProcessId,
): string | null {
  if (call.transfers !== 'exports') return importRefusal(world, resolved.transfer, process);
  const pid = resolved.args['processId'];
  if (typeof pid !== 'number' || processByPid(world, pid)) return null;
  const ended = allOf(world, 'process').find((p) => p.pid === pid);
  return ended
    ? `${ended.name} (process ${pid}) has ended: no process could import this, and its id can already belong to another process (S3, W3)`
    : null;
}

function importRefusal(world: WorldView, transferId: TransferId | null, process: ProcessId): string | null {
  const transfer = entity(world, 'transfer', transferId);
  if (!transfer) return null;
  if (transfer.state === 'imported') {
    return `This WSAPROTOCOL_INFOW was imported at step ${transfer.endedAt}; it can be used once (S4). Export again for another descriptor`;
  }
  if (transfer.state === 'lost') {
    return `The reference behind this WSAPROTOCOL_INFOW was lost at step ${transfer.endedAt}, with the process it was made for (S8)`;
  }
  if (transfer.target !== process) {
    return `This WSAPROTOCOL_INFOW was made for ${transfer.target?.slice('process:'.length) ?? 'another process'}; only `
      + `that process can import it (S1, S23)`;
  }
  return null;
}
