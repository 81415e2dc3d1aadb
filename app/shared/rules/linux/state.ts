/** The state of a socket that only Linux has. */
import type { Draft } from '../../domain/draft.ts';
import type { LinuxSocketState } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import { entity } from '../../domain/world.ts';

/** Changes fields of the extension and keeps the others. */
export function changeLinux(draft: Draft, id: SocketId, fields: LinuxSocketState): void {
  draft.change('socket', id, { linux: { ...entity(draft, 'socket', id)?.linux, ...fields } });
}
