/** Which sockets of this system belong to a Wine prefix: its wineserver holds all of them. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { heldBy } from './receivers-linux.ts';

/** @param prefix absolute path of the prefix. @returns true for all if the server cannot be found. */
export function prefixHolds(prefix: string): (inode: string) => boolean {
  const server = serverOf(prefix);
  return server === null ? () => true : heldBy([server]);
}

/** A wineserver works in a folder named after its prefix: server-DEVICE-INODE, both hexadecimal. */
function serverOf(prefix: string): number | null {
  const found = statSync(prefix, { bigint: true, throwIfNoEntry: false });
  if (!found) return null;
  const { dev, ino } = found;
  const folder = `/server-${dev.toString(16)}-${ino.toString(16)}`;
  const pid = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((name) => {
    try {
      return readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('wineserver') && readlinkSync(`/proc/${name}/cwd`).endsWith(folder);
    } catch {
      return false;
    }
  });
  return pid === undefined ? null : Number(pid);
}

/**
 * Reports on each call whether the server has ended: the one found by an earlier call or, in two consecutive calls, any.
 * A server that started later has none of the handles.
 */
export function wineserverWatch(prefix: string): () => boolean {
  let server: number | null = null;
  let missed = 0;
  return () => {
    if (server !== null) return !isThere(server);
    server = serverOf(prefix);
    missed = server === null ? missed + 1 : 0;
    return missed > 1;
  };
}

function isThere(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/cwd`);
    return true;
  } catch {
    return false;
  }
}
