/** Sockets registered with an io_uring: the fdinfo of the ring lists them by slot (io_uring/fdinfo.c). */
import { readFileSync } from 'node:fs';
import { InodeIndex } from '../../../app/shared/live/inode-index.ts';
import { type Capture, tableOf } from '../../../app/shared/live/capture.ts';

/** Adds to `kept` what the rings hold. Sockets that no table lists are left out. */
export function addRings(c: Capture, rings: readonly { process: number; descriptor: number }[]): void {
  if (rings.length === 0) return;
  const rows = new InodeIndex(c.sockets.length);
  for (let s = 0; s < c.sockets.length; s++) rows.set(c.sockets.inode[s]!, s);
  for (const { process, descriptor } of rings) {
    for (const { slot, inode } of filesOf(tableOf(c.processes[process]!), descriptor)) {
      const socket = rows.get(inode);
      if (socket >= 0) c.kept.push({ socket, certain: true, by: 'ring', process, descriptor, slot });
    }
  }
}

function filesOf(table: number, descriptor: number): { slot: number; inode: number }[] {
  try {
    const text = readFileSync(`/proc/${table}/fdinfo/${descriptor}`, 'latin1');
    return [...text.matchAll(/^ *(\d+): socket:\[(\d+)\]$/gm)].map(([, slot, inode]) => ({ slot: Number(slot), inode: Number(inode) }));
  } catch {
    // The descriptor was closed, or its process has ended.
    return [];
  }
}
